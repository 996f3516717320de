using System.Diagnostics;
using System.Globalization;
using System.Net;
using MeshHost.Lifecycle;

namespace MeshHost.Resources.Verification;

/// <summary>Requests through the public edge: plain HTTP is redirected, HTTPS is answered with a certificate that verifies.</summary>
internal sealed class PublicEdgeCheck(HttpClient http, string host, TimeProvider time)
{
    private static readonly TimeSpan s_settleTime = TimeSpan.FromMinutes(2);

    /// <summary>Plain HTTP must be redirected to HTTPS.</summary>
    public Task<string> RedirectAsync(CancellationToken cancellationToken) => UntilAsync(
        async ct =>
        {
            using var response = await GetAsync("http", ct).ConfigureAwait(false);
            var location = response.Headers.Location;
            return response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.PermanentRedirect
                && location is { Scheme: "https" } && location.Host == host
                ? $"HTTP {(int)response.StatusCode} to {location}"
                : throw new LifecycleException(
                    $"http://{host}/productpage answered {(int)response.StatusCode}{(location is null ? "" : $" to {location}")} in place of a redirect to HTTPS. "
                    + "Look at the Gateway's HTTP listener: its host, and tls.httpsRedirect.");
        },
        cancellationToken);

    /// <summary>Every request must be answered with the page.</summary>
    public async Task<string> RequestsAsync(int count, CancellationToken cancellationToken)
    {
        var latencies = new List<double>(count)
        {
            // Routes reach the gateway's proxies a moment after they are applied.
            await UntilAsync(PageAsync, cancellationToken).ConfigureAwait(false),
        };
        while (latencies.Count < count)
        {
            latencies.Add(await PageAsync(cancellationToken).ConfigureAwait(false));
        }

        latencies.Sort();
        return string.Create(CultureInfo.InvariantCulture, $"{count} of {count} answered, median {latencies[count / 2]:0.0} ms, slowest {latencies[^1]:0.0} ms");
    }

    /// <summary>One request, answered with the page or not, without patience.</summary>
    public Task ProbeAsync(CancellationToken cancellationToken) => PageAsync(cancellationToken);

    private async Task<HttpResponseMessage> GetAsync(string scheme, CancellationToken cancellationToken)
    {
        try
        {
            return await http.GetAsync(new Uri($"{scheme}://{host}/productpage"), cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError is HttpRequestError.SecureConnectionError)
        {
            throw new LifecycleException(
                $"{scheme}://{host} ends the handshake: {exception.InnerException?.Message ?? exception.Message} Look at the Gateway's credentialName and the certificate in that Secret.",
                exception);
        }
        catch (HttpRequestException exception)
        {
            throw new LifecycleException(
                $"{scheme}://{host} cannot be reached: {exception.Message}. A refused connection means that the gateway's pod does not listen where its Service sends "
                + "the port (targetPort, against the number in the Gateway); one that times out, that a firewall or a source range drops it.",
                exception);
        }
        catch (TaskCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LifecycleException($"{scheme}://{host} did not answer within {http.Timeout.TotalSeconds:0} s.", exception);
        }
    }

    private async Task<double> PageAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var response = await GetAsync("https", cancellationToken).ConfigureAwait(false);
        var body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        return response.StatusCode is not HttpStatusCode.OK
            ? throw new LifecycleException($"https://{host}/productpage answered {(int)response.StatusCode}: {body[..Math.Min(200, body.Length)]}")
            : time.GetElapsedTime(started).TotalMilliseconds;
    }

    private async Task<T> UntilAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var delay = TimeSpan.FromMilliseconds(100);
        while (true)
        {
            try
            {
                return await attempt(cancellationToken).ConfigureAwait(false);
            }
            catch (LifecycleException exception) when (time.GetElapsedTime(started) < s_settleTime)
            {
                Activity.Current?.AddEvent(new ActivityEvent("not yet", tags: new ActivityTagsCollection { ["reason"] = exception.Message }));
                await Task.Delay(delay, time, cancellationToken).ConfigureAwait(false);
                delay = TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, TimeSpan.FromSeconds(5).Ticks));
            }
        }
    }
}

using System.Diagnostics;
using Google;
using MeshHost.Gcp.Errors;

namespace MeshHost.Gcp.Http;

/// <summary>Makes a call: one span, as many attempts as its failures are transient, and an exception that explains the last one.</summary>
internal sealed class ApiRetry(GoogleCloudConnectionOptions options)
{
    private readonly Random _random = new(options.Seed ?? Random.Shared.Next());
    private readonly Lock _randomGate = new();

    public async Task<T> SendAsync<T>(ApiService service, ApiCall call, CancellationToken cancellationToken)
    {
        using var activity = call.Quiet ? null : GcpTelemetry.Source.StartActivity(call.Method.Id, ActivityKind.Client);
        activity?.SetTag("http.request.method", call.Method.HttpMethod);
        activity?.SetTag("url.template", call.Method.Path);
        activity?.SetTag("gcp.resource", call.Resource);
        var started = options.TimeProvider.GetTimestamp();
        try
        {
            var result = await AttemptAsync<T>(service, call, activity, cancellationToken).ConfigureAwait(false);
            activity?.SetTag("http.response.status_code", 200);
            Count(call, "ok", started);
            return result;
        }
        catch (Exception ex)
        {
            // Absence is an answer to a question, not a failure of the call.
            if (ex is GoogleCloudException { Kind: GoogleCloudErrorKind.NotFound } missing && call.Method.HttpMethod == "GET")
            {
                activity?.SetTag("http.response.status_code", missing.StatusCode);
            }
            else
            {
                activity?.SetTag("http.response.status_code", (ex as GoogleCloudException)?.StatusCode);
                activity.Fail(ex);
            }

            Count(call, ex is GoogleCloudException google ? google.Kind.ToString() : "canceled", started);
            throw;
        }
    }

    /// <summary>Delay before repetition <paramref name="attempt"/> (1, 2, ...): what the server asked for, or exponential with jitter.</summary>
    internal TimeSpan DelayOf(int attempt, TimeSpan? retryAfter)
    {
        if (retryAfter is { } asked)
        {
            return asked < options.MaxRetryDelay * 4 ? asked : options.MaxRetryDelay * 4;
        }

        double jitter;
        lock (_randomGate)
        {
            jitter = 0.5 + _random.NextDouble();
        }

        var exponential = options.RetryDelay * Math.Pow(2, Math.Min(attempt - 1, 16));
        return (exponential < options.MaxRetryDelay ? exponential : options.MaxRetryDelay) * jitter;
    }

    private async Task<T> AttemptAsync<T>(ApiService service, ApiCall call, Activity? activity, CancellationToken cancellationToken)
    {
        var started = options.TimeProvider.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var retryAfter = new RetryAfterReader(options.TimeProvider);
            GoogleCloudException failure;
            try
            {
                return await OnceAsync<T>(service, call, retryAfter, activity, cancellationToken).ConfigureAwait(false);
            }
            catch (GoogleApiException ex)
            {
                failure = GoogleErrorReader.Read(ex, call);
            }
            catch (HttpRequestException ex)
            {
                failure = GoogleErrorReader.Unreachable(ex, call);
            }
            catch (OperationCanceledException ex) when (!cancellationToken.IsCancellationRequested)
            {
                failure = GoogleErrorReader.TimedOut(ex, call, call.AttemptTimeout ?? options.AttemptTimeout);
            }

            // How long IAM takes has nothing to do with how often a call is made.
            var isAwaited = call.NamesServiceAccount && failure.Kind == GoogleCloudErrorKind.ServiceAccountMissing
                && options.TimeProvider.GetElapsedTime(started) < options.IamPropagation;
            if (!isAwaited && (attempt >= options.MaxAttempts || !failure.IsTransient))
            {
                throw failure;
            }

            var delay = DelayOf(attempt, retryAfter.Delay);
            GcpTelemetry.Retries.Add(1, new("gcp.method", call.Method.Id), new("error.type", failure.Kind.ToString()));
            activity?.SetTag("http.request.resend_count", attempt);
            activity?.AddEvent(new ActivityEvent("retry", tags: new()
            {
                ["error.type"] = failure.Kind.ToString(),
                ["error.message"] = failure.Message,
                ["delay_s"] = delay.TotalSeconds,
            }));
            await Task.Delay(delay, options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<T> OnceAsync<T>(
        ApiService service, ApiCall call, RetryAfterReader retryAfter, Activity? activity, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(call.AttemptTimeout ?? options.AttemptTimeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var request = new ApiRequest<T>(service, call);
        request.AddUnsuccessfulResponseHandler(retryAfter);
        if (activity is not null)
        {
            using var message = request.CreateRequest();
            activity.SetTag("url.full", message.RequestUri?.AbsoluteUri);
            activity.SetTag("server.address", message.RequestUri?.Host);
        }

        return await request.ExecuteAsync(either.Token).ConfigureAwait(false);
    }

    private void Count(ApiCall call, string outcome, long started)
    {
        var method = new KeyValuePair<string, object?>("gcp.method", call.Method.Id);
        GcpTelemetry.Calls.Add(1, method, new("outcome", outcome));
        GcpTelemetry.Duration.Record(options.TimeProvider.GetElapsedTime(started).TotalSeconds, method);
    }
}

using System.Buffers;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshHost.Kubernetes;

/// <summary>Sends requests: credentials, bounded concurrency, time-outs, retries, spans. Knows nothing of objects.</summary>
internal sealed partial class KubernetesTransport : IDisposable
{
    private readonly KubernetesClientOptions _options;
    private readonly SemaphoreSlim _slots;
    private readonly RetryDelay _delay = new();
    private readonly ILogger _logger;

    public KubernetesTransport(KubernetesClientOptions options)
    {
        _options = options;
        _slots = new SemaphoreSlim(Math.Max(1, options.MaxConcurrentRequests));
        _logger = options.Logger ?? NullLogger.Instance;
        Invoker = new HttpMessageInvoker(HandlerFactory.Create(options));
        Server = new Uri(options.Server.AbsoluteUri.TrimEnd('/'));
    }

    public HttpMessageInvoker Invoker { get; }

    public Uri Server { get; }

    /// <summary>
    /// Gets the host that requests name where it is not the server's, or <see langword="null"/>. The handler asks TLS for the name in the Host
    /// header, and overwrites that of its own TLS options.
    /// </summary>
    public string? Host => string.IsNullOrEmpty(_options.TlsServerName) ? null : _options.TlsServerName;

    public TimeProvider Time => _options.TimeProvider;

    public ILogger Logger => _logger;

    /// <summary>Sends a request and reads the whole answer.</summary>
    /// <exception cref="KubernetesApiException">The server refused, or could not be reached.</exception>
    public async Task<KubernetesResponse> SendAsync(KubernetesRequest request, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await SendWithRetriesAsync(request, ReadBodyAsync, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>Sends a request whose answer is read as it comes; the caller disposes it.</summary>
    /// <exception cref="KubernetesApiException">The server refused, or could not be reached.</exception>
    public Task<HttpResponseMessage> OpenAsync(KubernetesRequest request, CancellationToken cancellationToken) =>
        SendWithRetriesAsync(request, static (_, response, _) => Task.FromResult(response), cancellationToken);

    /// <summary>Yields the headers that say who is calling: the credentials of this moment, and whom they act as.</summary>
    public async ValueTask<IReadOnlyList<(string Name, string Value)>> GetIdentityAsync(CancellationToken cancellationToken)
    {
        string? token = _options.BearerToken is { } source ? await source(cancellationToken).ConfigureAwait(false) : null;
        string? authorization = token is { Length: > 0 } ? $"Bearer {token}"
            : _options.Basic is { } basic ? $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{basic.UserName}:{basic.Password}"))}"
            : null;
        if (authorization is null && _options.Impersonate is null)
        {
            return [];
        }

        List<(string, string)> headers = authorization is null ? [] : [("Authorization", authorization)];
        headers.AddRange(_options.Impersonate?.ToHeaders() ?? []);
        return headers;
    }

    public void Dispose()
    {
        Invoker.Dispose();
        _slots.Dispose();
    }

    private async Task<T> SendWithRetriesAsync<T>(
        KubernetesRequest request, Func<KubernetesTransport, HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using Activity? activity = StartActivity(request);
        long started = Time.GetTimestamp();
        for (int attempt = 0; ; attempt++)
        {
            KubernetesApiException failure;
            TimeSpan? retryAfter = null;
            using (CancellationTokenSource timeout = new(_options.RequestTimeout, Time))
            using (CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token))
            {
                HttpResponseMessage? response = null;
                try
                {
                    response = await SendOnceAsync(request, linked.Token).ConfigureAwait(false);
                    if (response.IsSuccessStatusCode)
                    {
                        T result = await read(this, response, linked.Token).ConfigureAwait(false);
                        activity?.SetTag("http.response.status_code", (int)response.StatusCode);
                        Record(request, (int)response.StatusCode, started);
                        return result;
                    }

                    retryAfter = RetryDelay.FromHeader(response.Headers.RetryAfter, Time);
                    failure = await ReadFailureAsync(request, response, linked.Token).ConfigureAwait(false);
                    response.Dispose();
                }
                catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
                {
                    response?.Dispose();
                    cancellationToken.ThrowIfCancellationRequested(); // also where the connection broke at that moment
                    failure = Unreachable(request, exception, timeout.IsCancellationRequested);
                }
                catch
                {
                    response?.Dispose();
                    throw;
                }
            }

            if (attempt < _options.MaxRetries && MayRetry(request, failure, attempt))
            {
                TimeSpan wait = _delay.For(attempt, retryAfter);
                Log.Retrying(_logger, request.Operation, failure.StatusCode, failure.Reason, wait.TotalSeconds);
                KubernetesTelemetry.Retries.Add(1, new KeyValuePair<string, object?>("error.type", failure.Reason));
                await Task.Delay(wait, Time, cancellationToken).ConfigureAwait(false);
                continue;
            }

            activity?.SetTag("http.response.status_code", failure.StatusCode);
            activity.Fail(failure);
            Record(request, failure.StatusCode, started);
            throw failure;
        }
    }

    private bool MayRetry(KubernetesRequest request, KubernetesApiException failure, int attempt)
    {
        switch (failure.StatusCode)
        {
            case 401 when attempt == 0 && _options.CredentialsRefused is { } refused:
                refused();
                return true;
            case var _ when !failure.IsTransient:
                return false;
            case 429:
                // An eviction is refused with 429 by a disruption budget: that one is an answer, not a request to slow down.
                return failure.Causes.All(cause => cause.Reason != "DisruptionBudget");
            case 503:
                return true;
            case 0 when failure.InnerException is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError }:
                return true; // never sent
            case 0 or 408 or 502 or 504:
                return request.Repeatable;
            case 500:
                // "failed calling webhook" has its own, much longer patience in the applier.
                return request.Repeatable && !failure.Message.Contains("webhook", StringComparison.Ordinal);
            default:
                return false;
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(KubernetesRequest request, CancellationToken cancellationToken)
    {
        using HttpRequestMessage message = new(request.Method, new Uri(Server.AbsoluteUri.TrimEnd('/') + request.Path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        message.Headers.Host = Host;
        message.Headers.TryAddWithoutValidation("Accept", request.Accept);
        message.Headers.TryAddWithoutValidation("User-Agent", _options.UserAgent);
        foreach ((string name, string value) in await GetIdentityAsync(cancellationToken).ConfigureAwait(false))
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (request.Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(request.ContentType);
        }

        HttpResponseMessage response = await Invoker.SendAsync(message, cancellationToken).ConfigureAwait(false);
        if (response.Headers.TryGetValues("Warning", out IEnumerable<string>? warnings))
        {
            foreach (string warning in warnings)
            {
                Log.Warning(_logger, request.Operation, warning);
            }
        }

        return response;
    }

    private static async Task<KubernetesResponse> ReadBodyAsync(KubernetesTransport transport, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using (response)
        {
            int capacity = response.Content.Headers.ContentLength is { } length and < int.MaxValue ? (int)length + 1 : 16 * 1024;
            byte[] buffer = ArrayPool<byte>.Shared.Rent(Math.Max(capacity, 1024));
            int filled = 0;
            try
            {
                Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
                await using (stream.ConfigureAwait(false))
                {
                    int read;
                    while ((read = await stream.ReadAsync(buffer.AsMemory(filled), cancellationToken).ConfigureAwait(false)) > 0)
                    {
                        filled += read;
                        if (filled == buffer.Length)
                        {
                            byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                            buffer.AsSpan().CopyTo(larger);
                            ArrayPool<byte>.Shared.Return(buffer);
                            buffer = larger;
                        }
                    }
                }

                return new KubernetesResponse(response.StatusCode, buffer, filled);
            }
            catch
            {
                ArrayPool<byte>.Shared.Return(buffer);
                throw;
            }
        }
    }

    private async Task<KubernetesApiException> ReadFailureAsync(KubernetesRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using KubernetesResponse body = await ReadBodyAsync(this, response, cancellationToken).ConfigureAwait(false);
        return StatusReader.ToException(request, body.Status, body.Body);
    }

    private KubernetesApiException Unreachable(KubernetesRequest request, Exception exception, bool timedOut)
    {
        string? refusal = timedOut ? null : TlsFailure.Describe(exception, _options.ClientCertificate is not null || _options.CurrentClientCertificate is not null);
        string why = refusal is not null ? $"the secure connection to the API server at {Server} was refused: {refusal}."
            : timedOut ? $"the API server at {Server} did not answer (no answer within {_options.RequestTimeout.TotalSeconds:0} s)."
            : $"the API server at {Server} did not answer ({exception.Message}).";
        return new KubernetesApiException($"Could not {request.Operation}: {why}", exception)
        {
            StatusCode = 0,
            Reason = "Unreachable",
            IsRefusedByTls = refusal is not null,
            Kind = request.Kind,
            Name = request.Name,
            Namespace = request.Namespace,
            Operation = request.Operation,
        };
    }

    private Activity? StartActivity(KubernetesRequest request)
    {
        Activity? activity = KubernetesTelemetry.Source.StartActivity(request.Operation, ActivityKind.Client);
        if (activity is not null)
        {
            activity.SetTag("http.request.method", request.Method.Method);
            activity.SetTag("url.full", Server.AbsoluteUri.TrimEnd('/') + request.Path);
            activity.SetTag("server.address", Server.Host);
            activity.SetTag("server.port", Server.Port);
            activity.SetTag("k8s.object.kind", request.Kind);
            activity.SetTag("k8s.object.name", request.Name);
            activity.SetTag("k8s.namespace.name", request.Namespace);
        }

        return activity;
    }

    private void Record(KubernetesRequest request, int status, long started)
    {
        if (KubernetesTelemetry.RequestDuration.Enabled)
        {
            KubernetesTelemetry.RequestDuration.Record(
                Time.GetElapsedTime(started).TotalSeconds,
                new KeyValuePair<string, object?>("http.request.method", request.Method.Method),
                new KeyValuePair<string, object?>("http.response.status_code", status));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Debug, Message = "Retrying to {Operation} in {Seconds:0.0} s after {StatusCode} {Reason}")]
        public static partial void Retrying(ILogger logger, string operation, int statusCode, string reason, double seconds);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The API server warns about: {Operation}: {Warning}")]
        public static partial void Warning(ILogger logger, string operation, string warning);
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Kubernetes.Admission;

/// <summary>
/// Calls a webhook over HTTPS: through the cluster's network to a service, or to a URL. The certificate must chain to the webhook's
/// caBundle and be for the service's name. Failures are worded as the real server's, since people know them by their text.
/// </summary>
internal sealed class WebhookCaller(Func<IPodNetwork?> network, TimeProvider time)
{
    private const int MaxResponseBytes = 8 * 1024 * 1024;
    private const int DefaultPort = 443;

    /// <exception cref="WebhookCallException">It cannot be reached in time, or does not answer with a review.</exception>
    public async Task<JsonObject> CallAsync(Webhook webhook, JsonObject review, CancellationToken ct)
    {
        // A text, for Uri drops the default port, which stands in the real server's messages.
        var target = Target(webhook);
        using var timeout = new CancellationTokenSource(webhook.Timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        using var handler = CreateHandler(webhook);
        using var client = new HttpClient(handler) { Timeout = System.Threading.Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MaxResponseBytes };
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(review, JsonObjectExtensions.Compact));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var response = await client.PostAsync(new Uri(target), content, linked.Token).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(linked.Token).ConfigureAwait(false);
            return Read(response.StatusCode, body, review);
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new WebhookCallException($"failed to call webhook: Post \"{target}\": context deadline exceeded", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new WebhookCallException($"failed to call webhook: Post \"{target}\": {Cause(exception)}", exception);
        }
    }

    private static JsonObject Read(HttpStatusCode code, byte[] body, JsonObject review)
    {
        if (code == HttpStatusCode.NotFound)
        {
            throw new WebhookCallException("failed to call webhook: the server could not find the requested resource");
        }

        if ((int)code is < 200 or > 299)
        {
            var text = System.Text.Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 1024))).Trim();
            throw new WebhookCallException($"failed to call webhook: an error on the server (\"{text}\") has prevented the request from succeeding");
        }

        try
        {
            var response = (JsonNode.Parse(body) as JsonObject).Object("response")
                ?? throw new WebhookCallException("expected webhook response, got <nil>");
            var uid = review.Object("request").Text("uid");
            return response.Text("uid") == uid
                ? response
                : throw new WebhookCallException($"expected response.uid=\"{uid}\", got \"{response.Text("uid")}\"");
        }
        catch (JsonException exception)
        {
            throw new WebhookCallException($"received invalid webhook response: {exception.Message}", exception);
        }
    }

    /// <summary>The innermost failure, for only that one says what happened.</summary>
    private static string Cause(Exception exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is AuthenticationException && inner.Message.StartsWith("tls: ", StringComparison.Ordinal))
            {
                return inner.Message;
            }
        }

        while (exception.InnerException is { } cause)
        {
            exception = cause;
        }

        return exception is System.Net.Sockets.SocketException { SocketErrorCode: System.Net.Sockets.SocketError.ConnectionRefused } refused
            && !refused.Message.StartsWith("dial", StringComparison.Ordinal)
            ? "connect: connection refused"
            : exception.Message;
    }

    private static string Target(Webhook webhook)
    {
        var seconds = (int)webhook.Timeout.TotalSeconds;
        if (webhook.ClientConfig.Object("service") is { } service)
        {
            var path = service.Text("path") is { Length: > 0 } stated ? stated : "/";
            return $"https://{service.Text("name")}.{service.Text("namespace")}.svc:{service.Integer("port") ?? DefaultPort}{path}?timeout={seconds}s";
        }

        var url = webhook.ClientConfig.Text("url") ?? "";
        var target = url + (url.Contains('?', StringComparison.Ordinal) ? "&" : "?") + $"timeout={seconds}s";
        return Uri.IsWellFormedUriString(target, UriKind.Absolute)
            ? target
            : throw new WebhookCallException($"failed to call webhook: the URL \"{url}\" cannot be read");
    }

    private SocketsHttpHandler CreateHandler(Webhook webhook)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, errors) => errors switch
        {
            SslPolicyErrors.None => true,
            SslPolicyErrors.RemoteCertificateNameMismatch => throw Untrusted($"certificate is valid for {Names(certificate)}, not {HostOf(webhook)}"),
            _ => throw Untrusted("certificate signed by unknown authority"),
        };
        if (webhook.ClientConfig.Text("caBundle") is { Length: > 0 } bundle)
        {
            var roots = ReadBundle(bundle);
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
        }

        if (webhook.ClientConfig.Object("service") is { } service)
        {
            var (ns, name) = (service.Text("namespace") ?? "", service.Text("name") ?? "");
            var port = (int)(service.Integer("port") ?? DefaultPort);
            handler.ConnectCallback = async (_, ct) => network() is { } pods
                ? await pods.ConnectServiceAsync(ns, name, port, ct).ConfigureAwait(false)
                : throw new IOException($"no endpoints available for service \"{name}\"");
        }

        return handler;
    }

    private static AuthenticationException Untrusted(string cause) => new("tls: failed to verify certificate: x509: " + cause);

    private static string HostOf(Webhook webhook) => webhook.ClientConfig.Object("service") is { } service
        ? $"{service.Text("name")}.{service.Text("namespace")}.svc"
        : new Uri(webhook.ClientConfig.Text("url") ?? "").Host;

    private static string Names(X509Certificate? certificate) => string.Join(
        ", ",
        (certificate as X509Certificate2)?.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(extension => extension.EnumerateDnsNames()) ?? []);

    private static X509Certificate2Collection ReadBundle(string bundle)
    {
        try
        {
            var roots = new X509Certificate2Collection();
            roots.ImportFromPem(System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(bundle)));
            return roots;
        }
        catch (Exception exception) when (exception is FormatException or CryptographicException)
        {
            throw new WebhookCallException("failed to call webhook: unable to load root certificates: unable to parse bytes as PEM block", exception);
        }
    }
}

using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace MeshHost.Tests.Kubernetes.Faults;

/// <summary>Stands between a client and an API server, speaks HTTP/2 over TLS to both, and does to each request what the plan says.</summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private readonly FaultUpstream _upstream;
    private readonly FaultPlan _plan;
    private readonly X509Certificate2 _certificate;
    private readonly ConcurrentDictionary<string, int> _occurrences = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ConnectionContext> _connections = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<FaultKind, int> _done = new();
    private readonly SemaphoreSlim _restarting = new(1, 1);
    private WebApplication? _application;

    private FaultProxy(FaultUpstream upstream, FaultPlan plan)
    {
        _upstream = upstream;
        _plan = plan;
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=fault-proxy", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    public Uri Address => new(_application!.Urls.First());

    public byte[] CertificateAuthority => System.Text.Encoding.ASCII.GetBytes(_certificate.ExportCertificatePem());

    /// <summary>Gets or sets whether faults happen; until then requests pass.</summary>
    public bool Stormy { get; set; }

    /// <summary>Gets what happened, and how often.</summary>
    public string Summary => string.Join(", ", _done.Where(fault => fault.Key != FaultKind.None).OrderBy(fault => fault.Key).Select(fault => $"{fault.Key} {fault.Value}"));

    public static async Task<FaultProxy> StartAsync(FaultUpstream upstream, FaultPlan plan, CancellationToken cancellationToken)
    {
        FaultProxy proxy = new(upstream, plan);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.Use(next => async connection =>
            {
                proxy._connections[connection.ConnectionId] = connection;
                try
                {
                    await next(connection);
                }
                finally
                {
                    proxy._connections.TryRemove(connection.ConnectionId, out _);
                }
            });
            listen.UseHttps(proxy._certificate);
        }));
        proxy._application = builder.Build();
        proxy._application.Run(proxy.HandleAsync);
        await proxy._application.StartAsync(cancellationToken);
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        CutAll();
        await _application!.StopAsync(CancellationToken.None);
        await _application.DisposeAsync();
        _certificate.Dispose();
        _restarting.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        string key = $"{context.Request.Method} {context.Request.Path}";
        bool isWatch = context.Request.Query["watch"] == "true";
        if (isWatch)
        {
            key += " watch";
        }

        int occurrence = _occurrences.AddOrUpdate(key, 0, (_, count) => count + 1);
        FaultKind fault = Stormy ? _plan.For(key, occurrence, isWatch) : FaultKind.None;
        _done.AddOrUpdate(fault, 1, (_, count) => count + 1);
        try
        {
            await HandleAsync(context, fault, fault is FaultKind.CutWithin or FaultKind.CutAndCompact ? _plan.BytesBeforeCut(key, occurrence, isWatch) : null, () => _plan.SlowBy(key, occurrence));
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or HttpRequestException)
        {
            // One of the two sides is gone: so is this request.
            context.Abort();
        }
    }

    private async Task HandleAsync(HttpContext context, FaultKind fault, int? bytes, Func<TimeSpan> slowBy)
    {
        CancellationToken gone = context.RequestAborted;
        switch (fault)
        {
            case FaultKind.TooManyRequests:
                context.Response.Headers.RetryAfter = "1";
                await RefuseAsync(context, 429, "TooManyRequests");
                return;
            case FaultKind.InternalError:
                await RefuseAsync(context, 500, "InternalError");
                return;
            case FaultKind.Stalled:
                await Task.Delay(Timeout.Infinite, gone);
                return;
            case FaultKind.CutBefore:
                Cut(context);
                return;
            case FaultKind.Restart:
                await RestartAsync(gone);
                Cut(context);
                return;
            case FaultKind.Slow:
                await Task.Delay(slowBy(), gone);
                break;
        }

        // What the server was sent it carries out, even if the client has gone in the meantime.
        using HttpResponseMessage answer = await _upstream.SendAsync(context.Request, fault is FaultKind.CutAfter or FaultKind.LateGatewayTimeout ? CancellationToken.None : gone);
        switch (fault)
        {
            case FaultKind.CutAfter:
                Cut(context);
                return;
            case FaultKind.LateGatewayTimeout:
                await RefuseAsync(context, 504, "Timeout");
                return;
            default:
                await CopyAsync(context, answer, bytes, gone);
                if (bytes is not null)
                {
                    if (fault == FaultKind.CutAndCompact)
                    {
                        _upstream.Compact();
                    }

                    Cut(context);
                }

                return;
        }
    }

    private static async Task CopyAsync(HttpContext context, HttpResponseMessage answer, int? bytes, CancellationToken cancellationToken)
    {
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        if (answer.Content.Headers.ContentLength is { } length)
        {
            context.Response.ContentLength = length;
        }

        await using Stream body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        byte[] buffer = new byte[16 * 1024];
        int left = bytes ?? int.MaxValue;
        await context.Response.StartAsync(cancellationToken);
        while (left > 0 && await body.ReadAsync(buffer.AsMemory(0, Math.Min(buffer.Length, left)), cancellationToken) is > 0 and int read)
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            await context.Response.Body.FlushAsync(cancellationToken);
            left -= read;
        }
    }

    private static Task RefuseAsync(HttpContext context, int code, string reason)
    {
        context.Response.StatusCode = code;
        return context.Response.WriteAsJsonAsync(new { kind = "Status", apiVersion = "v1", status = "Failure", code, reason, message = string.Create(CultureInfo.InvariantCulture, $"injected {code}") });
    }

    private static void Cut(HttpContext context) => context.Features.GetRequiredFeature<IConnectionLifetimeFeature>().Abort();

    private void CutAll()
    {
        foreach (ConnectionContext connection in _connections.Values)
        {
            connection.Abort();
        }
    }

    private async Task RestartAsync(CancellationToken cancellationToken)
    {
        await _restarting.WaitAsync(cancellationToken);
        try
        {
            CutAll();
            await _upstream.RestartAsync();
        }
        finally
        {
            _restarting.Release();
        }
    }
}

using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MeshHost.Emulator.Network;

/// <summary>The HTTP server behind every port of every emulated pod: one Kestrel, whose connections say which pod they are for.</summary>
internal sealed class InMemoryHttpServer : IAsyncDisposable
{
    private static readonly InMemoryEndPoint s_plain = new("plain");
    private static readonly InMemoryEndPoint s_tls = new("tls");

    private readonly InMemoryTransport _transport = new();
    private readonly WebApplication _application;

    public InMemoryHttpServer(ILoggerFactory loggers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IConnectionListenerFactory>(_transport);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = 32 << 20;
            options.Listen(s_plain, listen => listen.Protocols = HttpProtocols.Http1);
            options.Listen(s_tls, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = SelectCertificate });
            });
        });
        _application = builder.Build();
        _application.Run(context => context.Features.GetRequiredFeature<PodConnection>().Handler(context));
    }

    public Task StartAsync(CancellationToken cancellationToken) => _application.StartAsync(cancellationToken);

    /// <summary>Opens a connection to a port of a pod and returns the client's end.</summary>
    public Stream Connect(PodConnection target) => _transport.Connect(target.Certificate is null ? s_plain : s_tls, target);

    public async ValueTask DisposeAsync()
    {
        // Connections that are held open (watching a log, a port-forward) must not hold up the stop.
        using var grace = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _application.StopAsync(grace.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _application.DisposeAsync().ConfigureAwait(false);
    }

    private static ValueTask<SslServerAuthenticationOptions> SelectCertificate(TlsHandshakeCallbackContext context)
    {
        var target = context.Connection.Features.Get<PodConnection>();
        var certificate = target?.Certificate?.Invoke(context.ClientHelloInfo.ServerName);
        return certificate is null
            ? throw new AuthenticationException($"no certificate for '{context.ClientHelloInfo.ServerName}' at {target}")
            : ValueTask.FromResult(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = certificate,
                ClientCertificateRequired = false,
                ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
            });
    }
}

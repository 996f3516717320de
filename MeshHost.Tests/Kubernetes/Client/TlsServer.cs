using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using MeshHost.Emulator.Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MeshHost.Tests.Kubernetes.Client;

/// <summary>An API server's front door: TLS with a certificate of its own authority, which remembers who came in and how.</summary>
internal sealed class TlsServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TlsServer(WebApplication app, CertificateAuthority authority) => (_app, Authority) = (app, authority);

    public CertificateAuthority Authority { get; }

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Gets the requests: the HTTP version, the subject of the client's certificate, and the name that the client asked for.</summary>
    public ConcurrentQueue<(string Protocol, string? Client, string? ServerName)> Requests { get; } = [];

    /// <param name="names">The names and addresses that its certificate is for.</param>
    public static async Task<TlsServer> StartAsync(params string[] names)
    {
        CertificateAuthority authority = CertificateAuthority.Create("Cluster", TimeProvider.System);
        IssuedCertificate issued = authority.Issue(names[0], names, TimeSpan.FromDays(1));
        using X509Certificate2 pem = issued.ToCertificate();
        X509Certificate2 certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        ConcurrentDictionary<string, string> serverNames = [];
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
        {
            https.ServerCertificateSelector = (connection, name) =>
            {
                serverNames[connection!.ConnectionId] = name ?? "";
                return certificate;
            };
            https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
            https.AllowAnyClientCertificate();
        })));
        WebApplication app = builder.Build();
        TlsServer server = new(app, authority);
        app.UseWebSockets();
        app.Run(async context =>
        {
            X509Certificate2? client = context.Connection.ClientCertificate;
            server.Requests.Enqueue((context.Request.Protocol, client?.GetNameInfo(X509NameType.SimpleName, false), serverNames.GetValueOrDefault(context.Connection.Id)));
            if (context.WebSockets.IsWebSocketRequest)
            {
                using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync("v4.channel.k8s.io");
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                return;
            }

            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("""{"major":"1","minor":"33","gitVersion":"v1.33.0"}""");
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MeshHost.Emulator.Composition;

/// <summary>A plain HTTP server on a loopback port.</summary>
internal sealed class KestrelServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private KestrelServer(WebApplication application) => _application = application;

    public Uri Address { get; private set; } = null!;

    /// <summary>Starts a server.</summary>
    /// <param name="what">What it serves, for the error when the port is taken.</param>
    /// <param name="port">The loopback port; 0 for any.</param>
    /// <param name="map">Maps its routes.</param>
    /// <param name="loggers">Where it logs.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<KestrelServer> StartAsync(
        string what, int port, Action<WebApplication> map, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseSockets();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MinRequestBodyDataRate = null;
            options.Listen(IPAddress.Loopback, port);
        });
        var application = builder.Build();
        map(application);
        try
        {
            await application.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException ex) when (ex.InnerException is AddressInUseException || ex.InnerException?.InnerException is SocketException)
        {
            await application.DisposeAsync().ConfigureAwait(false);
            throw PortInUse.Exception(what, port, ex);
        }

        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new KestrelServer(application) { Address = new Uri(address) };
    }

    public async ValueTask DisposeAsync()
    {
        // Long polls of clients must not hold up the stop.
        using var grace = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _application.StopAsync(grace.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _application.DisposeAsync().ConfigureAwait(false);
    }
}

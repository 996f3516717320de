using System.Net;
using System.Security.Cryptography;
using System.Text;
using Aspire.Hosting;
using MeshHost.Hosting.Interactions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MeshHost.Hosting.ResourceService;

/// <summary>Listens for Aspire's dashboard: HTTP/2 on loopback, for callers that have the key.</summary>
internal sealed class ResourceServiceHost(
    ResourceServiceOptions options,
    DistributedApplicationExecutionContext executionContext,
    DashboardService service,
    InteractionService interactions,
    ILoggerFactory loggerFactory) : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan s_shutdownTimeout = TimeSpan.FromSeconds(2);

    private WebApplication? _application;
    private IDisposable? _answerer;

    /// <summary>The address, once the service listens; <see langword="null"/> when it is off.</summary>
    public Uri? Address { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Endpoint is not { } endpoint || !executionContext.IsRunMode)
        {
            return;
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(loggerFactory);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = s_shutdownTimeout);
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, endpoint));
        _application = builder.Build();
        _application.Use(RequireApiKeyAsync);
        service.Map(_application);
        await _application.StartAsync(cancellationToken).ConfigureAwait(false);

        var addresses = _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        Address = new Uri(addresses!.Addresses.First());

        // A dashboard connects some time after the start; questions must wait for it rather than fail.
        _answerer = interactions.RegisterAnswerer();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _answerer?.Dispose();
        if (_application is { } application)
        {
            await application.StopAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_application is { } application)
        {
            await application.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static void Configure(KestrelServerOptions kestrel, Uri endpoint)
    {
        kestrel.AddServerHeader = false;

        // Streams are quiet while nothing happens; the default rates would cut them.
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.MaxRequestBodySize = null;
        var address = IPAddress.TryParse(endpoint.Host.Trim('[', ']'), out var parsed) ? parsed : IPAddress.Loopback;
        kestrel.Listen(address, endpoint.Port, listen => listen.Protocols = HttpProtocols.Http2);
    }

    private Task RequireApiKeyAsync(HttpContext context, RequestDelegate next)
    {
        var given = context.Request.Headers[ResourceServiceOptions.ApiKeyHeader];
        if (given.Count == 1
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given[0] ?? string.Empty), Encoding.UTF8.GetBytes(options.ApiKey)))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }
}

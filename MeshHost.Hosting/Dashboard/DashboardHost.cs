using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Hosting.ConsoleView;
using MeshHost.Hosting.Dashboard.Commands;
using MeshHost.Hosting.Dashboard.Graph;
using MeshHost.Hosting.Dashboard.Live;
using MeshHost.Hosting.Dashboard.Pages;
using MeshHost.Hosting.Dashboard.Prompts;
using MeshHost.Hosting.Dashboard.Security;
using MeshHost.Hosting.Interactions;
using MeshHost.Hosting.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MeshHost.Hosting.Dashboard;

/// <summary>Serves the built-in dashboard from the process of the application, and prints the link that lets a person in.</summary>
internal sealed class DashboardHost(
    DashboardOptions options,
    DistributedApplicationExecutionContext executionContext,
    IServiceProvider services,
    ILoggerFactory loggerFactory) : IHostedService, IAsyncDisposable
{
    private const int MaxRequestBodySize = 256 * 1024;
    private static readonly TimeSpan s_shutdownTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_betweenLinks = TimeSpan.FromSeconds(5);

    private WebApplication? _application;
    private long _printed;
    private IDisposable? _answerer;

    /// <summary>The address, once the dashboard listens; <see langword="null"/> when it is off.</summary>
    public Uri? Address { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!options.IsEnabled || !executionContext.IsRunMode)
        {
            return;
        }

        // Before any resource publishes: what the dashboard tells of the past is what it has seen.
        services.GetRequiredService<ResourceMirror>().Start();
        services.GetRequiredService<PromptMirror>().Start();
        _application = Build();
        try
        {
            await _application.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException or SocketException)
        {
            throw new DistributedApplicationException(
                $"The dashboard cannot listen on {options.Endpoint}: the port is taken. Set '{DashboardOptions.ConfigurationKey}:Url' to another "
                + $"address, or '{DashboardOptions.ConfigurationKey}' to off.",
                exception);
        }

        var addresses = _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        Address = new Uri(addresses!.Addresses.First());
        _answerer = services.GetRequiredService<InteractionService>().RegisterAnswerer();
        PrintLink();
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

    /// <summary>Prints a link that lets one browser in. The link before it no longer does.</summary>
    public void PrintLink() => services.GetRequiredService<ConsoleLines>().Write($"Dashboard: {CreateLink()}");

    /// <summary>Prints a link when somebody asks for one, but not as often as anybody on this machine can ask.</summary>
    public void PrintLinkAgain()
    {
        var now = services.GetRequiredService<TimeProvider>().GetTimestamp();
        var last = Interlocked.Exchange(ref _printed, now);
        if (services.GetRequiredService<TimeProvider>().GetElapsedTime(last, now) >= s_betweenLinks)
        {
            PrintLink();
        }
    }

    /// <summary>Makes a link that lets one browser in.</summary>
    internal Uri CreateLink() => new(Address!, $"/login?t={services.GetRequiredService<LoginTokens>().Issue()}");

    private WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(loggerFactory);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = s_shutdownTimeout);
        builder.WebHost.ConfigureKestrel(Configure);
        AddApplication(builder.Services);
        builder.Services.AddDashboardSecurity(options);
        builder.Services.AddRazorComponents();
        var application = builder.Build();
        application.UseDashboardSecurity(options);
        application.MapDashboard(this);
        return application;
    }

    /// <summary>Gives the pages the services of the application that they show.</summary>
    private void AddApplication(IServiceCollection dashboard)
    {
        dashboard.AddSingleton(services.GetRequiredService<TimeProvider>());
        dashboard.AddSingleton(services.GetRequiredService<DistributedApplicationOptions>());
        dashboard.AddSingleton(services.GetRequiredService<TelemetryStore>());
        dashboard.AddSingleton(services.GetRequiredService<ResourceLoggerService>());
        dashboard.AddSingleton(services.GetRequiredService<InteractionService>());
        dashboard.AddSingleton(services.GetRequiredService<ResourceMirror>());
        dashboard.AddSingleton(services.GetRequiredService<PromptMirror>());
        dashboard.AddSingleton(services.GetRequiredService<CommandRuns>());
        dashboard.AddSingleton(services.GetRequiredService<LiveFeed>());
        dashboard.AddSingleton(services.GetRequiredService<LoginTokens>());
        dashboard.AddSingleton<GraphLayouts>();
        dashboard.AddHttpContextAccessor();
        dashboard.AddScoped(provider => provider.GetRequiredService<IHttpContextAccessor>().HttpContext!.Features.Get<PageRequest>()!);
        dashboard.AddSingleton(new DashboardName(
            services.GetRequiredService<DistributedApplicationOptions>().DashboardApplicationName
                ?? services.GetRequiredService<IHostEnvironment>().ApplicationName));
    }

    private void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaxRequestBodySize;
        kestrel.Limits.MinResponseDataRate = null; // The feed of changes is quiet while nothing happens.
        kestrel.Listen(options.Endpoint.Host is "localhost" ? IPAddress.Loopback : options.Address, options.Endpoint.Port, listen =>
        {
            if (options.UseHttps)
            {
                listen.UseHttps(DashboardCertificate.Load(options, services.GetRequiredService<TimeProvider>()));
            }
        });
    }
}

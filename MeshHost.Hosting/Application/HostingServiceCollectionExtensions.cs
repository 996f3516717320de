using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using MeshHost.Hosting.ConsoleView;
using MeshHost.Hosting.Dashboard;
using MeshHost.Hosting.Health;
using MeshHost.Hosting.Interactions;
using MeshHost.Hosting.Orchestration;
using MeshHost.Hosting.Parameters;
using MeshHost.Hosting.ResourceService;
using MeshHost.Hosting.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace MeshHost.Hosting.Application;

/// <summary>Registers the services of the host, one group after the other.</summary>
internal static class HostingServiceCollectionExtensions
{
    public static IServiceCollection AddHosting(
        this IServiceCollection services,
        DistributedApplicationOptions options,
        IResourceCollection resources,
        DistributedApplicationEventing eventing,
        DistributedApplicationExecutionContext executionContext,
        IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(executionContext);
        services.AddSingleton(new DistributedApplicationModel(resources));
        services.AddSingleton<IDistributedApplicationEventing>(eventing);
        return services.AddHostTelemetry(configuration).AddNotifications(options).AddInteraction().AddConsoleView(options).AddResourceService(configuration).AddDashboard().AddOrchestration();
    }

    private static IServiceCollection AddNotifications(this IServiceCollection services, DistributedApplicationOptions options)
    {
        services.AddSingleton(provider => new ResourceLoggerService(provider.GetRequiredService<TimeProvider>())
        {
            ForwardTo = provider.GetRequiredService<ILoggerFactory>(),
        });
        services.AddSingleton<ResourceNotificationService>();
        services.AddSingleton(provider => new ResourceCommandService(
            provider.GetRequiredService<ResourceNotificationService>(),
            provider.GetRequiredService<ResourceLoggerService>(),
            provider.GetRequiredService<DistributedApplicationModel>(),
            provider,
            provider.GetRequiredService<ILogger<ResourceCommandService>>()));
        services.Configure<ResourceNotificationServiceOptions>(o => o.DefaultWaitBehavior =
            options.DisableDashboard ? WaitBehavior.StopOnResourceUnavailable : WaitBehavior.WaitOnResourceUnavailable);
        return services;
    }

    private static IServiceCollection AddInteraction(this IServiceCollection services)
    {
        services.AddSingleton<InteractionService>();
        services.AddSingleton<IInteractionService>(provider => provider.GetRequiredService<InteractionService>());
        services.AddSingleton<ParameterPrompt>();
        return services;
    }

    private static IServiceCollection AddOrchestration(this IServiceCollection services)
    {
        services.AddHealthChecks();
        services.AddSingleton<HealthCheckRunner>();
        services.AddSingleton<InitialSnapshotFactory>();
        services.AddSingleton<ParameterProcessor>();
        services.AddSingleton<ResourceStartGate>();
        services.AddSingleton<ResourceUrlProcessor>();

        // Health first: it fails the start when a check is not registered, before any resource has been touched.
        services.AddHostedService<ResourceHealthService>();
        services.AddHostedService<ApplicationOrchestrator>();
        return services;
    }
}

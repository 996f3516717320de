using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Resources.Rollout;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshHost.Resources.Lifecycle;

/// <summary>Registers what drives the lifecycles, once per application.</summary>
internal static class LifecycleServices
{
    public static IDistributedApplicationBuilder AddLifecycles(this IDistributedApplicationBuilder builder)
    {
        var services = builder.Services;
        if (services.Any(s => s.ServiceType == typeof(LifecycleDriver)))
        {
            return builder;
        }

        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<RolloutOptions>();
        services.AddSingleton<LifecycleResilience>();
        services.AddSingleton(sp => new LifecycleGraph(sp.GetRequiredService<DistributedApplicationModel>()));
        services.AddSingleton<RolloutTrace>();
        services.AddSingleton<RolloutTracker>();
        services.AddSingleton<LifecycleDriver>();
        services.AddSingleton<TearDown>();
        services.AddSingleton<Planner>();
        services.AddHostedService<PartsAggregator>();

        // One registration for all, from the model as it is in the end: one for each resource would make the services themselves slow.
        services.AddHealthChecks();
        services.AddOptions<HealthCheckServiceOptions>().Configure<DistributedApplicationModel>(AddHealthChecks);
        builder.Eventing.Subscribe<BeforeStartEvent>((started, _) =>
        {
            RolloutOrder.Check(started.Services.GetRequiredService<LifecycleGraph>());
            return Task.CompletedTask;
        });
        return builder;
    }

    private static void AddHealthChecks(HealthCheckServiceOptions options, DistributedApplicationModel model)
    {
        foreach (var resource in model.Resources)
        {
            if (resource.TryGetLastAnnotation<LifecycleAnnotation>(out var annotation))
            {
                options.Registrations.Add(new HealthCheckRegistration(
                    LifecycleHealthCheck.KeyOf(resource), sp => new LifecycleHealthCheck(sp, annotation.Lifecycle), HealthStatus.Unhealthy, tags: null));
            }
        }
    }
}

using Aspire.Hosting.ApplicationModel;
using MeshHost.Resources.Rollout;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MeshHost.Resources.Lifecycle;

/// <summary>Registers what drives the lifecycles, once per application.</summary>
internal static class LifecycleServiceCollectionExtensions
{
    public static IServiceCollection AddLifecycles(this IServiceCollection services)
    {
        if (services.Any(s => s.ServiceType == typeof(LifecycleDriver)))
        {
            return services;
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
        return services;
    }
}

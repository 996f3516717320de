using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Lifecycle.Graph;
using MeshHost.Lifecycle.Pipelines;
using MeshHost.Lifecycle.Planning;
using MeshHost.Lifecycle.Removal;
using MeshHost.Lifecycle.Reporting;
using MeshHost.Lifecycle.Running;
using MeshHost.Lifecycle.Telemetry;
using MeshHost.Lifecycle.Validation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshHost.Lifecycle.Hosting;

/// <summary>Registers what runs the lifecycles, once per application.</summary>
internal static class LifecycleServices
{
    /// <summary>What the failures of libraries mean, one for the application. Known from the first resource with a lifecycle on.</summary>
    public static FailureOptions GetFailureOptions(this IDistributedApplicationBuilder builder) =>
        builder.AddLifecycles().Services.Select(s => s.ImplementationInstance).OfType<FailureOptions>().Single();

    public static IDistributedApplicationBuilder AddLifecycles(this IDistributedApplicationBuilder builder)
    {
        var services = builder.Services;
        if (services.Any(s => s.ServiceType == typeof(NodeRunner)))
        {
            return builder;
        }

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(new FailureOptions());
        services.AddNodePipelines();
        services.AddSingleton<FailureClassifier>();
        services.AddSingleton(sp => new LifecycleGraph(sp.GetRequiredService<DistributedApplicationModel>()));
        services.AddSingleton<RolloutTrace>();
        services.AddSingleton<RolloutTracker>();
        services.AddSingleton<NodeStates>();
        services.AddSingleton<NodeHealth>();
        services.AddSingleton<NodeLoggers>();
        services.AddSingleton<NodeRunner>();
        services.AddSingleton<NodeWaits>();
        services.AddSingleton<GraphValidator>();
        services.AddSingleton<Rollout>();
        services.AddSingleton<NodeTearDown>();
        services.AddSingleton<Planner>();
        services.AddHostedService<PartsAggregator>();
        services.AddHostedService<RolloutReporter>();
        services.AddHostedService<RolloutDrain>();
        builder.AddHostDefaults();
        builder.AddRolloutTelemetry();
        builder.AddPipelineSupport();

        // One registration for all, from the model as it is in the end: one for each resource would make the services themselves slow.
        services.AddHealthChecks();
        services.AddOptions<HealthCheckServiceOptions>().Configure<LifecycleGraph>(static (options, graph) =>
        {
            foreach (var node in graph.Nodes)
            {
                options.Registrations.Add(new HealthCheckRegistration(
                    LifecycleHealthCheck.KeyOf(node.Resource), sp => new LifecycleHealthCheck(sp, node), HealthStatus.Unhealthy, tags: null));
            }
        });
        builder.Eventing.Subscribe<BeforeStartEvent>(static (started, _) =>
        {
            UnneededParameters.Remove(started.Model);
            RolloutOrder.Check(started.Services.GetRequiredService<LifecycleGraph>());
            return Task.CompletedTask;
        });

        // One subscription for all nodes: an event goes through every subscription of its type, and each node's event would through that of each node.
        builder.Eventing.Subscribe<InitializeResourceEvent>(static (initialize, _) =>
        {
            if (initialize.Services.GetRequiredService<LifecycleGraph>().Find(initialize.Resource.Name) is { } node)
            {
                initialize.Services.GetRequiredService<Rollout>().Start(node);
            }

            return Task.CompletedTask;
        });
        return builder;
    }
}

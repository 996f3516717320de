using System.Diagnostics;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Lifecycle.Graph;
using MeshHost.Lifecycle.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace MeshHost.Lifecycle.Running;

/// <summary>Asks a resource's lifecycle whether it is as declared, for the host's monitor. The resource's log says when the answer changes.</summary>
internal sealed partial class LifecycleHealthCheck(IServiceProvider services, LifecycleNode node) : IHealthCheck
{
    private string? _logged;

    public static string KeyOf(IResource resource) => $"{resource.Name}_check";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // Checks go on for as long as the host is up: their spans would soon be all that is kept, and the rollout's would be gone.
        using var unrecorded = new Activity("health check")
            .SetParentId(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.None)
            .Start();
        var logger = services.GetRequiredService<NodeLoggers>().For(node);
        var result = await services.GetRequiredService<NodeHealth>()
            .GetAsync(node, new LifecycleContext(node.Resource, services, logger, cancellationToken)).ConfigureAwait(false);
        var description = result.Status is HealthStatus.Healthy ? null : $"{result.Status}: {result.Description ?? "no reason given"}";
        if (Interlocked.Exchange(ref _logged, description) != description)
        {
            if (description is null)
            {
                Log.Healthy(logger);
            }
            else
            {
                Log.NotHealthy(logger, description);
            }
        }

        return result;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Problem}")]
        public static partial void NotHealthy(ILogger logger, string problem);

        [LoggerMessage(Level = LogLevel.Information, Message = "Healthy again")]
        public static partial void Healthy(ILogger logger);
    }
}

using System.Diagnostics;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace MeshHost.Resources.Lifecycle;

/// <summary>Asks a resource's lifecycle whether it is as declared, and says so in the resource's log when it is not.</summary>
internal sealed partial class LifecycleHealthCheck(IServiceProvider services, LifecycleAdapter lifecycle) : IHealthCheck
{
    public static string KeyOf(IResource resource) => $"{resource.Name}_check";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var logger = services.GetRequiredService<ResourceLoggerService>().GetLogger(lifecycle.Resource);
        var lifecycleContext = new LifecycleContext(lifecycle.Resource, services, logger, cancellationToken);
        HealthCheckResult result;

        // Checks go on for as long as the host is up: their spans would soon be all that is kept, and the rollout's would be gone.
        using var unrecorded = new Activity("health check")
            .SetParentId(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.None)
            .Start();
        try
        {
            result = await lifecycle.CheckHealthAsync(lifecycleContext).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            result = HealthCheckResult.Unhealthy(exception.Message, exception);
        }

        if (result.Status is not HealthStatus.Healthy)
        {
            Log.NotAsDeclared(logger, result.Status, result.Description ?? "no reason given");
        }

        return result;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Status}: {Reason}")]
        public static partial void NotAsDeclared(ILogger logger, HealthStatus status, string reason);
    }
}

using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshHost.Resources.Lifecycle;

/// <summary>Asks a resource's lifecycle whether it is as declared.</summary>
internal sealed class LifecycleHealthCheck(IServiceProvider services, LifecycleAdapter lifecycle) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var logger = services.GetRequiredService<ResourceLoggerService>().GetLogger(lifecycle.Resource);
        var lifecycleContext = new LifecycleContext(lifecycle.Resource, services, logger, cancellationToken);
        try
        {
            return await lifecycle.CheckHealthAsync(lifecycleContext).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy(exception.Message, exception);
        }
    }
}

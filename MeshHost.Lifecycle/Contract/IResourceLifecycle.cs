using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshHost.Lifecycle;

/// <summary>How one kind of resource is observed, provisioned, checked and removed.</summary>
/// <remarks>
/// <para>Implementations are stateless and every method is idempotent: what exists is found by name and ownership mark, never remembered.</para>
/// <para>An exception ends the attempt. Its message is shown to a person, so it says what is wrong, where, and what to do.</para>
/// </remarks>
/// <typeparam name="TResource">The resource that the lifecycle serves.</typeparam>
public interface IResourceLifecycle<in TResource> where TResource : IResource
{
    /// <summary>Compares the declared state with the observed one. Reads only, and works when nothing exists yet.</summary>
    /// <param name="resource">The resource to compare.</param>
    /// <param name="context">Services, logger and cancellation of this run.</param>
    /// <returns>What <see cref="ProvisionAsync"/> would change.</returns>
    Task<ResourcePlan> PlanAsync(TResource resource, LifecycleContext context);

    /// <summary>Converges the outside world to the declared state and returns once that state is usable.</summary>
    /// <param name="resource">The resource to provision.</param>
    /// <param name="context">Services, logger and cancellation of this run.</param>
    /// <returns>A task that completes when the resource is ready for its dependants.</returns>
    Task ProvisionAsync(TResource resource, LifecycleContext context);

    /// <summary>Tells whether the resource is as declared right now. Called again and again while the host runs.</summary>
    /// <param name="resource">The resource to check.</param>
    /// <param name="context">Services, logger and cancellation of this run.</param>
    /// <returns>Healthy, or what is wrong; drift is degraded and names the field with both values.</returns>
    Task<HealthCheckResult> CheckHealthAsync(TResource resource, LifecycleContext context);

    /// <summary>Converges to absent. What is not ours stays, and the message says whose it is.</summary>
    /// <param name="resource">The resource to remove.</param>
    /// <param name="context">Services, logger and cancellation of this run.</param>
    /// <returns>A task that completes when the resource is gone.</returns>
    Task DestroyAsync(TResource resource, LifecycleContext context);
}

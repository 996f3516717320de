using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Lifecycle;

/// <summary>Work of a lifecycle that needs none of its dependencies, such as downloading a chart while the cluster is being created.</summary>
/// <typeparam name="TResource">The resource that the lifecycle serves.</typeparam>
public interface IResourcePreparation<in TResource> where TResource : IResource
{
    /// <summary>Runs while the resource still waits for its dependencies. A failure fails the resource.</summary>
    /// <param name="resource">The resource to prepare.</param>
    /// <param name="context">Services, logger and cancellation of this run.</param>
    /// <returns>A task that completes when the preparation is done.</returns>
    Task PrepareAsync(TResource resource, LifecycleContext context);
}

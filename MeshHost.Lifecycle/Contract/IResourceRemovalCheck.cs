using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Lifecycle;

/// <summary>A lifecycle that can say beforehand that its resource must not be removed. It is asked before the first node of a graph is removed.</summary>
/// <typeparam name="TResource">The resource that the lifecycle serves.</typeparam>
public interface IResourceRemovalCheck<in TResource> where TResource : IResource
{
    /// <summary>Says why the resource must not be removed. Reads only.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="context">Services, logger and cancellation of this run.</param>
    /// <returns>The reason and what to do; <see langword="null"/> when it may be removed.</returns>
    Task<string?> FindRefusalAsync(TResource resource, LifecycleContext context);
}

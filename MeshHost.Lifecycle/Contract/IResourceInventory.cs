using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Lifecycle;

/// <summary>A lifecycle that can list everything that exists of its resource and its parts, also what was made by others on its behalf.</summary>
/// <typeparam name="TResource">The resource that the lifecycle serves.</typeparam>
public interface IResourceInventory<in TResource> where TResource : IResource
{
    /// <summary>Lists what exists. Reads only.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="context">Services, logger and cancellation of this run.</param>
    /// <returns>A line for each thing that a tear-down has to remove.</returns>
    Task<IReadOnlyList<string>> ListAsync(TResource resource, LifecycleContext context);
}

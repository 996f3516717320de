using Aspire.Hosting.ApplicationModel;
using MeshHost.Lifecycle;

namespace MeshHost.Resources.Clusters;

/// <summary>A lifecycle whose resource is made of objects in a cluster, some of which may run pods.</summary>
/// <typeparam name="TResource">The resource that the lifecycle serves.</typeparam>
internal interface IResourceWorkloads<in TResource> : IResourceWorkloads
    where TResource : IResource
{
    /// <summary>Finds what the resource is made of. Reads only.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="context">Services, logger and cancellation of this run.</param>
    /// <returns>The objects, or <see langword="null"/> when the cluster or the resource is not there.</returns>
    Task<ResourceWorkloads?> FindWorkloadsAsync(TResource resource, LifecycleContext context);

    Task<ResourceWorkloads?> IResourceWorkloads.FindWorkloadsAsync(IResource resource, LifecycleContext context) => FindWorkloadsAsync((TResource)resource, context);
}

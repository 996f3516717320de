using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Lifecycle;

/// <summary>A lifecycle whose resource is made of Kubernetes objects that can be shown before they are applied.</summary>
/// <typeparam name="TResource">The resource that the lifecycle serves.</typeparam>
public interface IResourceRendering<in TResource> where TResource : IResource
{
    /// <summary>Renders the resource's objects. Needs no cluster.</summary>
    /// <param name="resource">The resource to render.</param>
    /// <param name="context">Services, logger and cancellation of this run.</param>
    /// <returns>The objects.</returns>
    Task<RenderedManifest> RenderAsync(TResource resource, LifecycleContext context);
}

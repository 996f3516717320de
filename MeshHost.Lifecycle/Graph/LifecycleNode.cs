using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Lifecycle.Graph;

/// <summary>A resource with its lifecycle.</summary>
internal sealed class LifecycleNode(IResource resource, LifecycleAnnotation annotation)
{
    public IResource Resource => resource;

    public string Name => resource.Name;

    public LifecycleAnnotation Annotation => annotation;

    public LifecycleAdapter Lifecycle => annotation.Lifecycle;
}

using System.Diagnostics;
using MeshHost.Hosting.ApplicationModel;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The application model: all resources of an application.</summary>
[DebuggerDisplay("Name = {GetType().Name,nq}, Resources = {Resources.Count}")]
public class DistributedApplicationModel
{
    /// <summary>Initializes a model over a collection.</summary>
    /// <param name="resources">The resources; the collection is not copied.</param>
    public DistributedApplicationModel(IResourceCollection resources)
    {
        ArgumentNullException.ThrowIfNull(resources);
        Resources = resources;
    }

    /// <summary>Initializes a model with a copy of some resources.</summary>
    /// <param name="resources">The resources.</param>
    public DistributedApplicationModel(IEnumerable<IResource> resources)
    {
        ArgumentNullException.ThrowIfNull(resources);
        var collection = new ResourceCollection();
        foreach (var resource in resources)
        {
            collection.Add(resource);
        }

        Resources = collection;
    }

    /// <summary>The resources of the application.</summary>
    public IResourceCollection Resources { get; }
}

using System.Diagnostics;
using MeshHost.Hosting.ApplicationModel;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Base class of resources: a validated name and a collection of annotations.</summary>
[DebuggerDisplay("Type = {GetType().Name,nq}, Name = {Name}")]
public abstract class Resource : IResource
{
    /// <summary>Initializes the resource.</summary>
    /// <param name="name">1 to 64 ASCII letters, digits and single hyphens, beginning with a letter.</param>
    /// <exception cref="ArgumentException">The name breaks one of these rules.</exception>
    protected Resource(string name)
    {
        ResourceNameRules.Validate(name, nameof(name));
        Name = name;
    }

    /// <inheritdoc/>
    public virtual string Name { get; }

    /// <inheritdoc/>
    public virtual ResourceAnnotationCollection Annotations { get; } = [];
}

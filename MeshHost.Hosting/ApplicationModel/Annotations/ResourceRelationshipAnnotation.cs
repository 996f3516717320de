namespace Aspire.Hosting.ApplicationModel;

/// <summary>Names a relationship to another resource, for display.</summary>
/// <param name="resource">The other resource.</param>
/// <param name="type">The kind of relationship, for example "Parent", "Reference" or "WaitFor".</param>
public sealed class ResourceRelationshipAnnotation(IResource resource, string type) : IResourceAnnotation
{
    /// <summary>The other resource.</summary>
    public IResource Resource { get; } = resource ?? throw new ArgumentNullException(nameof(resource));

    /// <summary>The kind of relationship.</summary>
    public string Type { get; } = type ?? throw new ArgumentNullException(nameof(type));
}

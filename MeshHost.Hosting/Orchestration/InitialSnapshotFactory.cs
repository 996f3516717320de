using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Hosting.Orchestration;

/// <summary>Adds to the snapshot that a resource begins with what its annotations say: relationships, URLs, parent.</summary>
internal sealed class InitialSnapshotFactory(TimeProvider timeProvider)
{
    public const string ParentNameProperty = "resource.parentName";
    private const string ParentRelationship = "Parent";

    public CustomResourceSnapshot Create(IResource resource, CustomResourceSnapshot snapshot)
    {
        var properties = snapshot.Properties;
        if (FindParent(resource) is { } parent && !properties.Any(p => p.Name == ParentNameProperty))
        {
            properties = [.. properties, new ResourcePropertySnapshot(ParentNameProperty, parent.Name)];
        }

        return snapshot with
        {
            CreationTimeStamp = snapshot.CreationTimeStamp ?? timeProvider.GetUtcNow().UtcDateTime,
            Properties = properties,
            Relationships = Relationships(resource, snapshot),
            Urls = [.. snapshot.Urls, .. resource.Annotations.OfType<ResourceUrlAnnotation>().Select(ToSnapshot)],
        };
    }

    public static IResource? FindParent(IResource resource) =>
        (resource as IResourceWithParent)?.Parent
        ?? resource.Annotations.OfType<ResourceRelationshipAnnotation>().LastOrDefault(r => r.Type == ParentRelationship)?.Resource;

    public static UrlSnapshot ToSnapshot(ResourceUrlAnnotation url) =>
        new(Name: null, url.Url, IsInternal: url.DisplayLocation == UrlDisplayLocation.DetailsOnly)
        {
            DisplayProperties = new UrlDisplayPropertiesSnapshot(url.DisplayText ?? string.Empty),
        };

    private static ImmutableArray<RelationshipSnapshot> Relationships(IResource resource, CustomResourceSnapshot snapshot)
    {
        var relationships = snapshot.Relationships.ToList();
        if (resource is IResourceWithParent { Parent: { } parent })
        {
            relationships.Add(new RelationshipSnapshot(parent.Name, ParentRelationship));
        }

        relationships.AddRange(resource.Annotations
            .OfType<ResourceRelationshipAnnotation>()
            .Select(r => new RelationshipSnapshot(r.Resource.Name, r.Type)));
        return [.. relationships.Distinct()];
    }
}

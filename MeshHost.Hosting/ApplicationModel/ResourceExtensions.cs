using System.Diagnostics.CodeAnalysis;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Reads annotations of resources.</summary>
public static class ResourceExtensions
{
    /// <summary>Finds the annotation of a type that was added last.</summary>
    /// <typeparam name="T">The type of the annotation.</typeparam>
    /// <param name="resource">The resource.</param>
    /// <param name="annotation">The annotation, when there is one.</param>
    /// <returns>Whether there is one.</returns>
    public static bool TryGetLastAnnotation<T>(this IResource resource, [NotNullWhen(true)] out T? annotation)
        where T : IResourceAnnotation
    {
        ArgumentNullException.ThrowIfNull(resource);
        annotation = resource.Annotations.OfType<T>().LastOrDefault();
        return annotation is not null;
    }

    /// <summary>Finds all annotations of a type.</summary>
    /// <typeparam name="T">The type of the annotations.</typeparam>
    /// <param name="resource">The resource.</param>
    /// <param name="result">The annotations, in the order in which they were added, when there are any.</param>
    /// <returns>Whether there are any.</returns>
    public static bool TryGetAnnotationsOfType<T>(this IResource resource, [NotNullWhen(true)] out IEnumerable<T>? result)
        where T : IResourceAnnotation
    {
        ArgumentNullException.ThrowIfNull(resource);
        var found = resource.Annotations.OfType<T>().ToArray();
        result = found.Length > 0 ? found : null;
        return result is not null;
    }

    /// <summary>Whether a resource has an annotation of a type.</summary>
    /// <typeparam name="T">The type of the annotation.</typeparam>
    /// <param name="resource">The resource.</param>
    /// <returns>Whether it has.</returns>
    public static bool HasAnnotationOfType<T>(this IResource resource)
        where T : IResourceAnnotation
    {
        ArgumentNullException.ThrowIfNull(resource);
        return resource.Annotations.OfType<T>().Any();
    }

    /// <summary>Finds all annotations of a type on a resource and on those that it is part of.</summary>
    /// <typeparam name="T">The type of the annotations.</typeparam>
    /// <param name="resource">The resource.</param>
    /// <param name="result">The annotations, those of the resource itself first, when there are any.</param>
    /// <returns>Whether there are any.</returns>
    public static bool TryGetAnnotationsIncludingAncestorsOfType<T>(this IResource resource, [NotNullWhen(true)] out IEnumerable<T>? result)
        where T : IResourceAnnotation
    {
        ArgumentNullException.ThrowIfNull(resource);
        var found = AncestorsAndSelf(resource).SelectMany(r => r.Annotations.OfType<T>()).ToArray();
        result = found.Length > 0 ? found : null;
        return result is not null;
    }

    /// <summary>Whether a resource, or one that it is part of, has an annotation of a type.</summary>
    /// <typeparam name="T">The type of the annotation.</typeparam>
    /// <param name="resource">The resource.</param>
    /// <returns>Whether one has.</returns>
    public static bool HasAnnotationIncludingAncestorsOfType<T>(this IResource resource)
        where T : IResourceAnnotation
    {
        ArgumentNullException.ThrowIfNull(resource);
        return AncestorsAndSelf(resource).Any(r => r.Annotations.OfType<T>().Any());
    }

    /// <summary>Finds the URLs that were attached to a resource.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="urls">The URLs, when there are any.</param>
    /// <returns>Whether there are any.</returns>
    public static bool TryGetUrls(this IResource resource, [NotNullWhen(true)] out IEnumerable<ResourceUrlAnnotation>? urls) =>
        TryGetAnnotationsOfType(resource, out urls);

    internal static IEnumerable<IResource> AncestorsAndSelf(this IResource resource)
    {
        for (var current = resource; current is not null; current = (current as IResourceWithParent)?.Parent)
        {
            yield return current;
        }
    }
}

using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Helps resources that an integration brings along.</summary>
public static class CustomResourceExtensions
{
    /// <summary>Sets the snapshot that a resource begins with.</summary>
    /// <typeparam name="TResource">The type of the resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="initialSnapshot">The snapshot.</param>
    /// <returns>The builder.</returns>
    public static IResourceBuilder<TResource> WithInitialState<TResource>(
        this IResourceBuilder<TResource> builder,
        CustomResourceSnapshot initialSnapshot)
        where TResource : IResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(initialSnapshot);
        return builder.WithAnnotation(new ResourceSnapshotAnnotation(initialSnapshot), ResourceAnnotationMutationBehavior.Replace);
    }
}

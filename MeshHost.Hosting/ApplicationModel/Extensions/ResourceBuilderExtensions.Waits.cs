using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Makes a resource wait until another one is running, healthy and ready.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="dependency">The other resource.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="DistributedApplicationException">The resource would wait for itself or for its own parent.</exception>
    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport => AddWait(builder, dependency, WaitType.WaitUntilHealthy, behavior: null);

    /// <summary>Makes a resource wait until another one is running, healthy and ready.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="dependency">The other resource.</param>
    /// <param name="waitBehavior">What happens when the other resource becomes unavailable.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="DistributedApplicationException">The resource would wait for itself or for its own parent.</exception>
    public static IResourceBuilder<T> WaitFor<T>(
        this IResourceBuilder<T> builder,
        IResourceBuilder<IResource> dependency,
        WaitBehavior waitBehavior)
        where T : IResourceWithWaitSupport => AddWait(builder, dependency, WaitType.WaitUntilHealthy, waitBehavior);

    /// <summary>Makes a resource wait until another one is running.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="dependency">The other resource.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="DistributedApplicationException">The resource would wait for itself or for its own parent.</exception>
    public static IResourceBuilder<T> WaitForStart<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport => AddWait(builder, dependency, WaitType.WaitUntilStarted, behavior: null);

    /// <summary>Makes a resource wait until another one is running.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="dependency">The other resource.</param>
    /// <param name="waitBehavior">What happens when the other resource becomes unavailable.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="DistributedApplicationException">The resource would wait for itself or for its own parent.</exception>
    public static IResourceBuilder<T> WaitForStart<T>(
        this IResourceBuilder<T> builder,
        IResourceBuilder<IResource> dependency,
        WaitBehavior waitBehavior)
        where T : IResourceWithWaitSupport => AddWait(builder, dependency, WaitType.WaitUntilStarted, waitBehavior);

    /// <summary>Makes a resource wait until another one has run to its end.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="dependency">The other resource.</param>
    /// <param name="exitCode">The exit code that counts as success.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="DistributedApplicationException">The resource would wait for itself or for its own parent.</exception>
    public static IResourceBuilder<T> WaitForCompletion<T>(
        this IResourceBuilder<T> builder,
        IResourceBuilder<IResource> dependency,
        int exitCode = 0)
        where T : IResourceWithWaitSupport =>
        AddWait(builder, dependency, WaitType.WaitForCompletion, WaitBehavior.StopOnResourceUnavailable, exitCode);

    private static IResourceBuilder<T> AddWait<T>(
        IResourceBuilder<T> builder,
        IResourceBuilder<IResource> dependency,
        WaitType waitType,
        WaitBehavior? behavior,
        int exitCode = 0)
        where T : IResourceWithWaitSupport
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(dependency);
        IResource waiter = builder.Resource;
        if (ReferenceEquals(waiter, dependency.Resource))
        {
            throw new DistributedApplicationException($"The '{waiter.Name}' resource cannot wait for itself.");
        }

        if (waiter is IResourceWithParent { Parent: { } own } && ReferenceEquals(own, dependency.Resource))
        {
            throw new DistributedApplicationException($"The '{waiter.Name}' resource cannot wait for its parent '{own.Name}'.");
        }

        // A part is only there when the whole is: whoever waits for the part waits for the whole, unless it is part of the same whole.
        if (waitType != WaitType.WaitForCompletion
            && dependency.Resource is IResourceWithParent { Parent: { } parent }
            && !waiter.AncestorsAndSelf().Contains(parent, ReferenceEqualityComparer.Instance))
        {
            builder.WithAnnotation(new WaitAnnotation(parent, waitType) { WaitBehavior = behavior });
        }

        builder.WithRelationship(dependency.Resource, WaitForRelationship);
        return builder.WithAnnotation(new WaitAnnotation(dependency.Resource, waitType, exitCode) { WaitBehavior = behavior });
    }
}

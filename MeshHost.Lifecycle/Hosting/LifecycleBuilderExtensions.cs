#pragma warning disable ASPIREPIPELINES001 // Pipelines are marked as experimental, and there is no other way to be part of a deployment.

using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Pipelines;
using MeshHost.Lifecycle;
using MeshHost.Lifecycle.Commands;
using MeshHost.Lifecycle.Graph;
using MeshHost.Lifecycle.Hosting;
using MeshHost.Lifecycle.Pipelines;
using MeshHost.Lifecycle.Running;

namespace Aspire.Hosting;

/// <summary>Attaches lifecycles to resources.</summary>
public static class LifecycleBuilderExtensions
{
    /// <summary>Has the resource provisioned, health-checked and removed by a lifecycle.</summary>
    /// <typeparam name="T">The resource's type.</typeparam>
    /// <param name="builder">The resource builder.</param>
    /// <param name="lifecycle">The lifecycle.</param>
    /// <param name="timeout">How long provisioning may take in all; ten minutes unless given.</param>
    /// <param name="attemptTimeout">How long one attempt may take before it is cut off and repeated; half of the limit unless given.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<T> WithLifecycle<T>(this IResourceBuilder<T> builder, IResourceLifecycle<T> lifecycle, TimeSpan? timeout = null, TimeSpan? attemptTimeout = null)
        where T : IResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(lifecycle);

        var annotation = new LifecycleAnnotation(new TypedLifecycleAdapter<T>(builder.Resource, lifecycle)) { DeclaredAt = UnexpectedFailure.FindDeclaration() };
        if (timeout is { } limit)
        {
            annotation.Timeout = limit;
        }

        if (attemptTimeout is { } attempt)
        {
            annotation.AttemptTimeout = attempt;
        }

        builder.ApplicationBuilder.AddLifecycles();
        return builder
            .WithAnnotation(annotation, ResourceAnnotationMutationBehavior.Replace)
            .WithInitialState(InitialState(builder.Resource))
            .WithHealthCheck(LifecycleHealthCheck.KeyOf(builder.Resource))
            .WithLifecycleCommands(annotation.Lifecycle)
            .WithPipelineStepFactory(static context => NodePipelineSteps.Create(context.Resource, context.PipelineContext.Services));
    }

    /// <summary>Limits how long the resource's provisioning may take before it fails with what it waited for.</summary>
    /// <typeparam name="T">The resource's type.</typeparam>
    /// <param name="builder">The builder of a resource with a lifecycle.</param>
    /// <param name="limit">The limit of all attempts together. One attempt may take half of it.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="DistributedApplicationException">The resource has no lifecycle.</exception>
    public static IResourceBuilder<T> WithTimeLimit<T>(this IResourceBuilder<T> builder, TimeSpan limit)
        where T : IResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, TimeSpan.Zero);
        var annotation = builder.Resource.Annotations.OfType<LifecycleAnnotation>().LastOrDefault()
            ?? throw new DistributedApplicationException($"'{builder.Resource.Name}' has no lifecycle whose time could be limited. Limit its parts.");
        annotation.Timeout = limit;
        return builder;
    }

    /// <summary>Makes the resource's state that of its parts: running when they are, failed or unhealthy when one of them is.</summary>
    /// <typeparam name="T">The resource's type.</typeparam>
    /// <param name="builder">The resource builder of the parent.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<T> WithParts<T>(this IResourceBuilder<T> builder)
        where T : IResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ApplicationBuilder.AddLifecycles();
        return builder
            .WithAnnotation(new PartsAnnotation(), ResourceAnnotationMutationBehavior.Replace)
            .WithInitialState(InitialState(builder.Resource));
    }

    /// <summary>Starts the resource only when another one is healthy, and fails it when that one fails.</summary>
    /// <remarks>
    /// <para>
    /// <c>WaitFor</c> would also wait for the other one's parent, and refuses a parent that both share. Parts of one parent depend on each other,
    /// so this adds the wait alone.
    /// </para>
    /// </remarks>
    /// <typeparam name="T">The resource's type.</typeparam>
    /// <param name="builder">The resource that waits.</param>
    /// <param name="dependency">The resource that it waits for.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<T> DependsOn<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(dependency);
        if (ReferenceEquals(builder.Resource, dependency.Resource))
        {
            throw new DistributedApplicationException($"The resource '{builder.Resource.Name}' cannot depend on itself.");
        }

        if (builder.Resource.Annotations.OfType<WaitAnnotation>().Any(w => ReferenceEquals(w.Resource, dependency.Resource)))
        {
            return builder;
        }

        var wait = new WaitAnnotation(dependency.Resource, WaitType.WaitUntilHealthy) { WaitBehavior = WaitBehavior.StopOnResourceUnavailable };
        return builder
            .WithAnnotation(wait)
            .WithRelationship(dependency.Resource, "WaitFor");
    }

    private static CustomResourceSnapshot InitialState(IResource resource)
    {
        var type = resource.GetType().Name;
        return new CustomResourceSnapshot
        {
            ResourceType = type.EndsWith("Resource", StringComparison.Ordinal) ? type[..^"Resource".Length] : type,
            Properties = ImmutableArray<ResourcePropertySnapshot>.Empty,
            State = new ResourceStateSnapshot(KnownResourceStates.NotStarted, null),
        };
    }
}

using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Resources.Lifecycle;
using MeshHost.Resources.Rollout;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Aspire.Hosting;

/// <summary>Attaches lifecycles to resources.</summary>
public static partial class LifecycleBuilderExtensions
{
    /// <summary>Has the resource provisioned, health-checked and removed by a lifecycle.</summary>
    /// <typeparam name="T">The resource's type.</typeparam>
    /// <param name="builder">The resource builder.</param>
    /// <param name="lifecycle">The lifecycle.</param>
    /// <param name="timeout">How long provisioning may take in all; ten minutes unless given.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<T> WithLifecycle<T>(this IResourceBuilder<T> builder, IResourceLifecycle<T> lifecycle, TimeSpan? timeout = null)
        where T : IResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(lifecycle);

        var adapter = new LifecycleAdapter<T>(builder.Resource, lifecycle);
        var annotation = new LifecycleAnnotation(adapter);
        if (timeout is { } limit)
        {
            annotation.Timeout = limit;
            annotation.AttemptTimeout = limit;
        }

        builder.ApplicationBuilder.AddLifecycles();
        AddPipelineSteps(builder);
        return builder
            .WithAnnotation(annotation, ResourceAnnotationMutationBehavior.Replace)
            .WithInitialState(InitialState(builder.Resource))
            .WithHealthCheck(LifecycleHealthCheck.KeyOf(builder.Resource))
            .WithLifecycleCommands(adapter)
            .OnInitializeResource(static (resource, initialize, _) =>
            {
                if (initialize.Services.GetRequiredService<IOptions<RolloutOptions>>().Value.Operation is RolloutOperation.Up)
                {
                    var node = initialize.Services.GetRequiredService<LifecycleGraph>().Find(resource.Name)!;
                    initialize.Services.GetRequiredService<LifecycleDriver>().Start(node);
                }

                return Task.CompletedTask;
            });
    }

    /// <summary>Limits how long the resource's provisioning may take before it fails with what it waited for.</summary>
    /// <typeparam name="T">The resource's type.</typeparam>
    /// <param name="builder">The builder of a resource with a lifecycle.</param>
    /// <param name="limit">The limit of an attempt, and of all attempts together.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="DistributedApplicationException">The resource has no lifecycle.</exception>
    public static IResourceBuilder<T> WithTimeLimit<T>(this IResourceBuilder<T> builder, TimeSpan limit)
        where T : IResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, TimeSpan.Zero);
        var annotation = builder.Resource.Annotations.OfType<LifecycleAnnotation>().LastOrDefault()
            ?? throw new DistributedApplicationException($"'{builder.Resource.Name}' has no lifecycle whose time could be limited. Limit its parts.");
        (annotation.Timeout, annotation.AttemptTimeout) = (limit, limit);
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

    /// <summary>Makes the resource part of <c>aspire deploy</c> and <c>aspire destroy</c>. Our own host has no pipelines.</summary>
    static partial void AddPipelineSteps<T>(IResourceBuilder<T> builder)
        where T : IResource;

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

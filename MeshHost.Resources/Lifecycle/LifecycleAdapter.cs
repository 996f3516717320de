using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshHost.Resources.Lifecycle;

/// <summary>A lifecycle bound to its resource, so that the driver needs no type parameter.</summary>
internal abstract class LifecycleAdapter(IResource resource)
{
    public IResource Resource => resource;

    public abstract bool HasPreparation { get; }

    public abstract Task PrepareAsync(LifecycleContext context);

    public abstract Task<ResourcePlan> PlanAsync(LifecycleContext context);

    public abstract Task ProvisionAsync(LifecycleContext context);

    public abstract Task<HealthCheckResult> CheckHealthAsync(LifecycleContext context);

    public abstract Task DestroyAsync(LifecycleContext context);

    public abstract bool HasRendering { get; }

    /// <summary>The resource's objects as YAML documents, or <see langword="null"/> when it is not made of Kubernetes objects.</summary>
    public abstract Task<string>? RenderAsync(LifecycleContext context);

    public abstract bool HasInventory { get; }

    /// <summary>What exists of the resource and its parts.</summary>
    public abstract Task<IReadOnlyList<string>> ListAsync(LifecycleContext context);

    /// <summary>The resource's objects in its cluster, or <see langword="null"/> when it is not made of any or they are not there.</summary>
    public abstract Task<ResourceWorkloads?> FindWorkloadsAsync(LifecycleContext context);
}

/// <inheritdoc/>
internal sealed class LifecycleAdapter<TResource>(TResource resource, IResourceLifecycle<TResource> lifecycle) : LifecycleAdapter(resource)
    where TResource : IResource
{
    private readonly TResource _resource = resource;

    public override bool HasPreparation => lifecycle is IResourcePreparation<TResource>;

    public override Task PrepareAsync(LifecycleContext context) =>
        lifecycle is IResourcePreparation<TResource> preparation ? preparation.PrepareAsync(_resource, context) : Task.CompletedTask;

    public override Task<ResourcePlan> PlanAsync(LifecycleContext context) => lifecycle.PlanAsync(_resource, context);

    public override Task ProvisionAsync(LifecycleContext context) => lifecycle.ProvisionAsync(_resource, context);

    public override Task<HealthCheckResult> CheckHealthAsync(LifecycleContext context) => lifecycle.CheckHealthAsync(_resource, context);

    public override Task DestroyAsync(LifecycleContext context) => lifecycle.DestroyAsync(_resource, context);

    public override bool HasRendering => lifecycle is IResourceRendering<TResource>;

    public override Task<string>? RenderAsync(LifecycleContext context) => (lifecycle as IResourceRendering<TResource>)?.RenderAsync(_resource, context);

    public override bool HasInventory => lifecycle is IResourceInventory<TResource>;

    public override Task<IReadOnlyList<string>> ListAsync(LifecycleContext context) =>
        lifecycle is IResourceInventory<TResource> inventory ? inventory.ListAsync(_resource, context) : Task.FromResult<IReadOnlyList<string>>([]);

    public override Task<ResourceWorkloads?> FindWorkloadsAsync(LifecycleContext context) =>
        (lifecycle as IResourceWorkloads<TResource>)?.FindWorkloadsAsync(_resource, context) ?? Task.FromResult<ResourceWorkloads?>(null);
}

using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshHost.Lifecycle.Graph;

/// <inheritdoc/>
internal sealed class TypedLifecycleAdapter<TResource>(TResource resource, IResourceLifecycle<TResource> lifecycle) : LifecycleAdapter(resource)
    where TResource : IResource
{
    private readonly TResource _resource = resource;
    private readonly IResourcePreparation<TResource>? _preparation = lifecycle as IResourcePreparation<TResource>;
    private readonly IResourceRendering<TResource>? _rendering = lifecycle as IResourceRendering<TResource>;
    private readonly IResourceVerification<TResource>? _verification = lifecycle as IResourceVerification<TResource>;
    private readonly IResourceInventory<TResource>? _inventory = lifecycle as IResourceInventory<TResource>;
    private readonly IResourceRemovalCheck<TResource>? _removalCheck = lifecycle as IResourceRemovalCheck<TResource>;

    public override object Implementation => lifecycle;

    public override bool HasPreparation => _preparation is not null;

    public override bool HasRendering => _rendering is not null;

    public override bool HasVerification => _verification is not null;

    public override bool HasInventory => _inventory is not null;

    public override bool HasRemovalCheck => _removalCheck is not null;

    public override Task PrepareAsync(LifecycleContext context) => _preparation?.PrepareAsync(_resource, context) ?? Task.CompletedTask;

    public override Task<ResourcePlan> PlanAsync(LifecycleContext context) => lifecycle.PlanAsync(_resource, context);

    public override Task ProvisionAsync(LifecycleContext context) => lifecycle.ProvisionAsync(_resource, context);

    public override Task<HealthCheckResult> CheckHealthAsync(LifecycleContext context) => lifecycle.CheckHealthAsync(_resource, context);

    public override async Task VerifyAsync(LifecycleContext context)
    {
        if (_verification is not null)
        {
            await _verification.VerifyAsync(_resource, context).ConfigureAwait(false);
            return;
        }

        var health = await lifecycle.CheckHealthAsync(_resource, context).ConfigureAwait(false);
        if (health.Status is not HealthStatus.Healthy)
        {
            throw new LifecycleException(health.Description ?? health.Status.ToString(), health.Exception);
        }
    }

    public override Task DestroyAsync(LifecycleContext context) => lifecycle.DestroyAsync(_resource, context);

    public override Task<RenderedManifest> RenderAsync(LifecycleContext context) => _rendering?.RenderAsync(_resource, context)
        ?? throw new LifecycleException($"'{_resource.Name}' is not made of Kubernetes objects, so there is nothing to render.");

    public override Task<string?> FindRefusalAsync(LifecycleContext context) =>
        _removalCheck?.FindRefusalAsync(_resource, context) ?? Task.FromResult<string?>(null);

    public override Task<IReadOnlyList<string>> ListAsync(LifecycleContext context) =>
        _inventory?.ListAsync(_resource, context) ?? Task.FromResult<IReadOnlyList<string>>([]);
}

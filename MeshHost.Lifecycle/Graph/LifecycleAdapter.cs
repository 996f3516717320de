using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshHost.Lifecycle.Graph;

/// <summary>A lifecycle bound to its resource, so that the runner needs no type parameter.</summary>
internal abstract class LifecycleAdapter(IResource resource)
{
    public IResource Resource => resource;

    /// <summary>The lifecycle itself, for what only some of them can do.</summary>
    public abstract object Implementation { get; }

    public abstract bool HasPreparation { get; }

    public abstract bool HasRendering { get; }

    public abstract bool HasVerification { get; }

    public abstract bool HasInventory { get; }

    public abstract bool HasRemovalCheck { get; }

    public abstract Task PrepareAsync(LifecycleContext context);

    public abstract Task<ResourcePlan> PlanAsync(LifecycleContext context);

    public abstract Task ProvisionAsync(LifecycleContext context);

    public abstract Task<HealthCheckResult> CheckHealthAsync(LifecycleContext context);

    public abstract Task VerifyAsync(LifecycleContext context);

    public abstract Task DestroyAsync(LifecycleContext context);

    public abstract Task<RenderedManifest> RenderAsync(LifecycleContext context);

    /// <summary>Why the resource must not be removed, or <see langword="null"/>.</summary>
    public abstract Task<string?> FindRefusalAsync(LifecycleContext context);

    /// <summary>What exists of the resource and its parts.</summary>
    public abstract Task<IReadOnlyList<string>> ListAsync(LifecycleContext context);
}

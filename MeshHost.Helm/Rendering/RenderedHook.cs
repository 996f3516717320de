using MeshHost.Kubernetes;

namespace MeshHost.Helm;

/// <summary>A rendered document that runs at moments of the release's life instead of being part of it.</summary>
public sealed class RenderedHook
{
    internal RenderedHook(RenderedManifest manifest, HookEvents events, int weight, HookDeletePolicies deletePolicies)
    {
        Manifest = manifest;
        Events = events;
        Weight = weight;
        DeletePolicies = deletePolicies;
    }

    /// <summary>The document.</summary>
    public RenderedManifest Manifest { get; }

    /// <summary>When it runs.</summary>
    public HookEvents Events { get; }

    /// <summary>Hooks of one event run in ascending weight, then by name. Default 0.</summary>
    public int Weight { get; }

    /// <summary>When its object is deleted.</summary>
    public HookDeletePolicies DeletePolicies { get; }

    /// <summary>Name of the hook's object.</summary>
    public string Name => Manifest.Name;

    /// <summary>Kind of the hook's object.</summary>
    public string Kind => Manifest.Kind;

    /// <summary>The hook's objects.</summary>
    /// <exception cref="ChartException">The document is not a Kubernetes object.</exception>
    public IReadOnlyList<KubernetesObject> Objects => Manifest.Objects;

    /// <inheritdoc/>
    public override string ToString() => $"{Manifest} ({Events})";
}

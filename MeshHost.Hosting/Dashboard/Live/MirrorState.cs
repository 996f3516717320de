using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace MeshHost.Hosting.Dashboard.Live;

/// <summary>All resources at one moment.</summary>
/// <param name="Version">Grows with every change.</param>
/// <param name="Resources">The resources, in the order of the model.</param>
internal sealed record MirrorState(long Version, ImmutableArray<ResourceView> Resources)
{
    private Dictionary<string, ResourceView>? _byName;

    /// <summary>The resources that are not hidden.</summary>
    public IEnumerable<ResourceView> Shown => Resources.Where(r => !r.Row.IsHidden);

    public bool TryFind(string name, [NotNullWhen(true)] out ResourceView? view) =>
        (_byName ??= Resources.ToDictionary(r => r.Name, StringComparer.OrdinalIgnoreCase)).TryGetValue(name, out view);
}

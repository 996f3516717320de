using System.Collections.Immutable;

namespace MeshHost.Emulator.Kubernetes.Types;

/// <summary>What this cluster serves now: built-in kinds and those of established definitions. Safe to read while it changes.</summary>
internal sealed class TypeRegistry
{
    private readonly Lock _gate = new();
    private ImmutableList<ResourceType> _types;
    private ImmutableDictionary<(string Group, string Version, string Plural), ResourceType> _byResource;

    public TypeRegistry(BuiltInTypes builtIn)
    {
        BuiltIn = builtIn;
        _types = [.. builtIn.Kinds];
        _byResource = Index(_types);
    }

    public BuiltInTypes BuiltIn { get; }

    public IReadOnlyList<ResourceType> All => Volatile.Read(ref _types);

    /// <summary>Counts changes, so that documents made from the types know when they are old.</summary>
    public int Generation { get; private set; }

    public ResourceType? Find(string group, string version, string plural) =>
        Volatile.Read(ref _byResource).GetValueOrDefault((group, version, plural));

    public ResourceType? FindKind(string group, string version, string kind) =>
        All.FirstOrDefault(type => type.Kind == kind && type.Group == group && type.Version == version);

    /// <summary>The resource in the version it is stored in.</summary>
    public ResourceType? FindStored(string group, string plural) =>
        All.FirstOrDefault(type => type.Plural == plural && type.Group == group && type.Version == type.StorageVersion)
        ?? All.FirstOrDefault(type => type.Plural == plural && type.Group == group);

    /// <summary>Replaces the kinds that a definition serves.</summary>
    public void SetCustom(string definitionName, IReadOnlyList<ResourceType> types)
    {
        lock (_gate)
        {
            var changed = _types.RemoveAll(type => type.Custom?.DefinitionName == definitionName).AddRange(types);
            _byResource = Index(changed);
            _types = changed;
            Generation++;
        }
    }

    private static ImmutableDictionary<(string Group, string Version, string Plural), ResourceType> Index(ImmutableList<ResourceType> types) =>
        types.ToImmutableDictionary(type => (type.Group, type.Version, type.Plural));
}

namespace MeshHost.Emulator.Workloads;

/// <summary>Finds the behaviour of a container by its image, as public charts and ours name it.</summary>
internal sealed class BehaviorCatalog
{
    private readonly List<(string Repository, Func<ContainerContext, ContainerBehavior> Create)> _entries = [];

    /// <summary>Registers a behaviour for images whose repository ends with some path segments, such as <c>istio/pilot</c> or <c>pilot</c>.</summary>
    public void Add(string repository, Func<ContainerContext, ContainerBehavior> create) => _entries.Add((repository, create));

    public ContainerBehavior Create(ContainerContext container, bool endsByItself)
    {
        var repository = ImageName.Parse(container.Image).Repository;
        foreach (var (suffix, create) in _entries)
        {
            if (Matches(repository, suffix))
            {
                return create(container);
            }
        }

        return new GenericBehavior(container, endsByItself);
    }

    /// <summary>Compares whole path segments; a trailing <c>*</c> stands for the rest of the last one.</summary>
    private static bool Matches(string repository, string suffix)
    {
        var path = "/" + repository;
        if (!suffix.EndsWith('*'))
        {
            return path.EndsWith("/" + suffix, StringComparison.Ordinal);
        }

        var prefix = "/" + suffix[..^1];
        var start = path.LastIndexOf(prefix, StringComparison.Ordinal);
        return start >= 0 && path.IndexOf('/', start + prefix.Length) < 0;
    }
}

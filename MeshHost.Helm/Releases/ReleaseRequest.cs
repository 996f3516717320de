namespace MeshHost.Helm;

/// <summary>What should be installed.</summary>
public sealed record ReleaseRequest
{
    /// <summary>Name of the release: at most 53 characters, lower-case letters, digits, dots and dashes.</summary>
    public required string Name { get; init; }

    /// <summary>Namespace of the release.</summary>
    public required string Namespace { get; init; }

    /// <summary>The chart.</summary>
    public required Chart Chart { get; init; }

    /// <summary>Values over the chart's defaults.</summary>
    public ChartValues Values { get; init; } = new();

    /// <summary>Whether the namespace is created when it is missing.</summary>
    public bool CreateNamespace { get; init; }

    /// <summary>Labels for the namespace; applied when <see cref="CreateNamespace"/> is set, also to an existing one.</summary>
    public IReadOnlyDictionary<string, string> NamespaceLabels { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether to wait until all objects are ready.</summary>
    public bool Wait { get; init; }

    /// <summary>Longest time for each hook and for the wait. Default 5 minutes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether a failure is undone: a first install is removed, an upgrade rolled back. Implies <see cref="Wait"/>.</summary>
    public bool Atomic { get; init; }

    /// <summary>How many revisions are kept. Default 10; 0 keeps all.</summary>
    public int HistoryLimit { get; init; } = 10;

    /// <summary>Whether existing objects that belong to no release, or to another, become part of this one.</summary>
    public bool TakeOwnership { get; init; }

    /// <summary>
    /// Whether fields that another field manager owns are taken over. Default <see langword="true"/>: the release says what should be.
    /// With <see langword="false"/> such a field fails the operation with the other manager's name, as Helm 4 does by default.
    /// </summary>
    public bool ForceConflicts { get; init; } = true;

    /// <summary>Whether the definitions of <c>crds/</c> are left out.</summary>
    public bool SkipCrds { get; init; }

    /// <summary>
    /// Whether the definitions of <c>crds/</c> that exist are upgraded to the chart's. Default <see langword="false"/>, as with Helm: other releases
    /// may use them, too.
    /// </summary>
    public bool UpgradeCrds { get; init; }

    /// <summary>Whether hooks are left out.</summary>
    public bool SkipHooks { get; init; }

    /// <summary>A remark for the release record; a standard one unless given.</summary>
    public string? Description { get; init; }
}

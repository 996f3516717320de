namespace MeshHost.Emulator.Kubernetes.Types;

/// <summary>One kind that the server serves in one version, as discovery describes it.</summary>
internal sealed record ResourceType
{
    public required string Group { get; init; }

    public required string Version { get; init; }

    public required string Kind { get; init; }

    public required string Plural { get; init; }

    public required Schema Schema { get; init; }

    public string? SingularName { get; init; }

    public string? ListKindName { get; init; }

    public bool Namespaced { get; init; }

    public IReadOnlyList<string> ShortNames { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    public bool HasStatus { get; init; }

    /// <summary>Where replicas stand, for kinds that scale; <see langword="null"/> for the rest.</summary>
    public ScalePaths? Scale { get; init; }

    /// <summary>Subresources other than status and scale.</summary>
    public IReadOnlyList<string> Subresources { get; init; } = [];

    /// <summary>Whether changes of the desired state count metadata.generation up.</summary>
    public bool HasGeneration { get; init; }

    /// <summary>Answered at once and never stored, as access reviews are.</summary>
    public bool CreateOnly { get; init; }

    /// <summary>The definition behind a custom resource; <see langword="null"/> for built-in kinds.</summary>
    public CustomTypeInfo? Custom { get; init; }

    /// <summary>The version that objects are stored in.</summary>
    public string StorageVersion { get; init; } = "";

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    public string Singular => SingularName ?? Kind.ToLowerInvariant();

    public string ListKind => ListKindName ?? Kind + "List";

    /// <summary>"deployments.apps", or "pods" in the core group.</summary>
    public string GroupResource => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>"Deployment.apps", or "Pod" in the core group.</summary>
    public string QualifiedKind => Group.Length == 0 ? Kind : $"{Kind}.{Group}";

    public IReadOnlyList<string> Verbs => CreateOnly
        ? ["create"]
        : ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
}

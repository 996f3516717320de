namespace MeshHost.Kubernetes;

/// <summary>The form of a patch.</summary>
public enum PatchType
{
    /// <summary>JSON Merge Patch (RFC 7386): members replace, nulls remove.</summary>
    Merge,

    /// <summary>JSON Patch (RFC 6902): a list of operations.</summary>
    Json,

    /// <summary>Kubernetes' strategic merge, which knows the keys of lists; built-in kinds only.</summary>
    Strategic,
}

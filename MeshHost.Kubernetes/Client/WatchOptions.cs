namespace MeshHost.Kubernetes;

/// <summary>Which objects a watch follows.</summary>
public sealed record WatchOptions
{
    /// <summary>Gets the label selector.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Gets the field selector.</summary>
    public string? FieldSelector { get; init; }
}

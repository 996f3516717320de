namespace MeshHost.Kubernetes;

/// <summary>Which lines of a container's log to read.</summary>
public sealed record LogOptions
{
    /// <summary>Gets the container; <see langword="null"/> where the pod has only one.</summary>
    public string? Container { get; init; }

    /// <summary>Gets whether to read the log of the container's previous run.</summary>
    public bool Previous { get; init; }

    /// <summary>Gets the number of lines from the end; <see langword="null"/> for all.</summary>
    public int? TailLines { get; init; }

    /// <summary>Gets how far back to go; <see langword="null"/> for the beginning.</summary>
    public TimeSpan? Since { get; init; }

    /// <summary>Gets whether each line begins with its time.</summary>
    public bool Timestamps { get; init; }
}

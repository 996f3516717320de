namespace MeshHost.Kubernetes;

/// <summary>How an object is deleted.</summary>
public sealed record DeleteOptions
{
    /// <summary>Gets what becomes of dependants. Default: <see cref="DeletePropagation.Background"/>.</summary>
    public DeletePropagation Propagation { get; init; } = DeletePropagation.Background;

    /// <summary>Gets the grace period in seconds; <see langword="null"/> for the object's own.</summary>
    public int? GracePeriodSeconds { get; init; }

    /// <summary>Gets the unique id that the object must have; another object of the same name is then left alone.</summary>
    public string? Uid { get; init; }

    /// <summary>Gets the version that the object must still have.</summary>
    public string? ResourceVersion { get; init; }
}

namespace MeshHost.Kubernetes.Apply;

/// <summary>How a set of objects is deleted.</summary>
public sealed record DeleteSetOptions
{
    /// <summary>Gets what becomes of dependants. Default: they go first (foreground).</summary>
    public DeletePropagation Propagation { get; init; } = DeletePropagation.Foreground;

    /// <summary>Gets how long all objects together may take to be gone. Default: 5 minutes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets whether to wait until the objects are gone. Default: true.</summary>
    public bool Wait { get; init; } = true;

    /// <summary>Gets the order of the kinds. Default: the reverse of the order they are applied in, each class waited for before the next.</summary>
    public IApplyOrder? Order { get; init; }
}

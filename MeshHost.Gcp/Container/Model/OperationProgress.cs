namespace MeshHost.Gcp.Container;

/// <summary>A stage of an operation and its parts.</summary>
public sealed record OperationProgress
{
    /// <summary>Name of the stage.</summary>
    public string? Name { get; init; }

    /// <summary>PENDING, RUNNING or DONE.</summary>
    public string? Status { get; init; }

    /// <summary>Figures such as nodes done of nodes to do.</summary>
    public IReadOnlyList<OperationMetric>? Metrics { get; init; }

    /// <summary>Parts of the stage.</summary>
    public IReadOnlyList<OperationProgress>? Stages { get; init; }
}

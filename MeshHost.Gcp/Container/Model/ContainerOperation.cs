namespace MeshHost.Gcp.Container;

/// <summary>A long-running operation of GKE.</summary>
public sealed record ContainerOperation
{
    /// <summary>Name of the operation.</summary>
    public string? Name { get; init; }

    /// <summary>CREATE_CLUSTER, DELETE_CLUSTER, UPDATE_CLUSTER, ...</summary>
    public string? OperationType { get; init; }

    /// <summary>PENDING, RUNNING, DONE or ABORTING.</summary>
    public string? Status { get; init; }

    /// <summary>What it is doing.</summary>
    public string? Detail { get; init; }

    /// <summary>Older explanation of a failure.</summary>
    public string? StatusMessage { get; init; }

    /// <summary>Link of the resource being changed; with the project's number, and zones for a zone.</summary>
    public string? TargetLink { get; init; }

    /// <summary>Zone or region.</summary>
    public string? Location { get; init; }

    /// <summary>RFC 3339 time of the start.</summary>
    public string? StartTime { get; init; }

    /// <summary>RFC 3339 time of the end.</summary>
    public string? EndTime { get; init; }

    /// <summary>Progress by stages.</summary>
    public OperationProgress? Progress { get; init; }

    /// <summary>What went wrong; null while running and on success.</summary>
    public ContainerOperationError? Error { get; init; }

    /// <summary>What went wrong with the cluster.</summary>
    public IReadOnlyList<StatusCondition>? ClusterConditions { get; init; }

    /// <summary>What went wrong with a pool.</summary>
    public IReadOnlyList<StatusCondition>? NodepoolConditions { get; init; }

    /// <summary>Link of the operation.</summary>
    public string? SelfLink { get; init; }
}

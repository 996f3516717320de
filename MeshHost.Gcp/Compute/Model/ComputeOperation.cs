namespace MeshHost.Gcp.Compute;

/// <summary>A long-running operation of Compute Engine. It has failed when <see cref="Error"/> is set, whatever the HTTP status was.</summary>
public sealed record ComputeOperation
{
    /// <summary>Name of the operation.</summary>
    public string? Name { get; init; }

    /// <summary>What it does, for example insert.</summary>
    public string? OperationType { get; init; }

    /// <summary>PENDING, RUNNING or DONE.</summary>
    public string? Status { get; init; }

    /// <summary>0 to 100.</summary>
    public int? Progress { get; init; }

    /// <summary>Link of the region of a regional operation.</summary>
    public string? Region { get; init; }

    /// <summary>Link of the zone of a zonal operation.</summary>
    public string? Zone { get; init; }

    /// <summary>Link of the resource being changed.</summary>
    public string? TargetLink { get; init; }

    /// <summary>Numeric id of the resource being changed.</summary>
    public string? TargetId { get; init; }

    /// <summary>RFC 3339 time of the request.</summary>
    public string? InsertTime { get; init; }

    /// <summary>RFC 3339 time of the start.</summary>
    public string? StartTime { get; init; }

    /// <summary>RFC 3339 time of the end.</summary>
    public string? EndTime { get; init; }

    /// <summary>HTTP status that a failure stands for.</summary>
    public int? HttpErrorStatusCode { get; init; }

    /// <summary>HTTP reason that a failure stands for.</summary>
    public string? HttpErrorMessage { get; init; }

    /// <summary>What went wrong; null while running and on success.</summary>
    public ComputeOperationError? Error { get; init; }

    /// <summary>Link of the operation.</summary>
    public string? SelfLink { get; init; }
}

namespace MeshHost.Gcp.Dns;

/// <summary>An atomic change of record sets.</summary>
public sealed record DnsChange
{
    /// <summary>Record sets to add.</summary>
    public IReadOnlyList<ResourceRecordSet>? Additions { get; init; }

    /// <summary>Record sets to remove; they must match what exists exactly.</summary>
    public IReadOnlyList<ResourceRecordSet>? Deletions { get; init; }

    /// <summary>Id, filled in by the server.</summary>
    public string? Id { get; init; }

    /// <summary>pending or done.</summary>
    public string? Status { get; init; }

    /// <summary>RFC 3339 time of the request.</summary>
    public string? StartTime { get; init; }
}

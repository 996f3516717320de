namespace MeshHost.Gcp.Compute;

/// <summary>A machine type of a zone.</summary>
public sealed record MachineType
{
    /// <summary>Name, for example e2-standard-4.</summary>
    public string? Name { get; init; }

    /// <summary>Number of virtual CPUs.</summary>
    public int? GuestCpus { get; init; }

    /// <summary>Memory in MB.</summary>
    public int? MemoryMb { get; init; }
}

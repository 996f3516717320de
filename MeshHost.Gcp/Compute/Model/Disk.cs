using System.Text.Json.Serialization;

namespace MeshHost.Gcp.Compute;

/// <summary>A persistent disk.</summary>
public sealed record Disk
{
    /// <summary>Name; those of persistent volumes start with pvc- or gke-.</summary>
    public string? Name { get; init; }

    /// <summary>JSON text that the volume driver writes.</summary>
    public string? Description { get; init; }

    /// <summary>Link of the zone.</summary>
    public string? Zone { get; init; }

    /// <summary>Labels; the volume driver writes the cluster into them.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Links of the instances that it is attached to.</summary>
    public IReadOnlyList<string>? Users { get; init; }

    /// <summary>Size in GB.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
    public long? SizeGb { get; init; }

    /// <summary>READY, CREATING, ...</summary>
    public string? Status { get; init; }

    /// <summary>Link of the resource, filled in by the server.</summary>
    public string? SelfLink { get; init; }
}

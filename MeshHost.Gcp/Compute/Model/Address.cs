using System.Text.Json.Serialization;

namespace MeshHost.Gcp.Compute;

/// <summary>A reserved address.</summary>
public sealed record Address
{
    /// <summary>Name.</summary>
    public string? Name { get; init; }

    /// <summary>Free text; Kubernetes writes the owning service into it.</summary>
    public string? Description { get; init; }

    /// <summary>The address.</summary>
    [JsonPropertyName("address")]
    public string? AddressValue { get; init; }

    /// <summary>EXTERNAL or INTERNAL.</summary>
    public string? AddressType { get; init; }

    /// <summary>RESERVED, RESERVING or IN_USE.</summary>
    public string? Status { get; init; }

    /// <summary>Link of the region; absent for a global one.</summary>
    public string? Region { get; init; }

    /// <summary>Link of the network of an internal one.</summary>
    public string? Network { get; init; }

    /// <summary>Link of the subnetwork of an internal one.</summary>
    public string? Subnetwork { get; init; }

    /// <summary>Links of what uses it.</summary>
    public IReadOnlyList<string>? Users { get; init; }

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Link of the resource, filled in by the server.</summary>
    public string? SelfLink { get; init; }
}

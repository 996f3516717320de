using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeshHost.Gcp.Compute;

/// <summary>A Cloud Router, the holder of Cloud NAT gateways.</summary>
public sealed record Router
{
    /// <summary>Name, unique in the region.</summary>
    public string? Name { get; init; }

    /// <summary>Free text. Carries the ownership marker.</summary>
    public string? Description { get; init; }

    /// <summary>Link of the network; immutable.</summary>
    public string? Network { get; init; }

    /// <summary>Link of the region, filled in by the server.</summary>
    public string? Region { get; init; }

    /// <summary>NAT gateways. A PATCH replaces the whole list, so gateways of others must be sent back.</summary>
    public IReadOnlyList<RouterNat>? Nats { get; init; }

    /// <summary>Link of the resource, filled in by the server.</summary>
    public string? SelfLink { get; init; }

    /// <summary>Fields that are not modelled, kept so that writing the object back drops nothing.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? AdditionalFields { get; init; }
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeshHost.Gcp.Compute;

/// <summary>A NAT gateway of a router. Fields that are not modelled are kept and written back.</summary>
public sealed record RouterNat
{
    /// <summary>Name; immutable.</summary>
    public string? Name { get; init; }

    /// <summary>AUTO_ONLY or MANUAL_ONLY.</summary>
    public string? NatIpAllocateOption { get; init; }

    /// <summary>Which ranges are translated, for example ALL_SUBNETWORKS_ALL_IP_RANGES.</summary>
    public string? SourceSubnetworkIpRangesToNat { get; init; }

    /// <summary>Links of reserved addresses, with MANUAL_ONLY.</summary>
    public IReadOnlyList<string>? NatIps { get; init; }

    /// <summary>Logging of translations.</summary>
    public RouterNatLogConfig? LogConfig { get; init; }

    /// <summary>Ports reserved for each VM; absent means the server's default.</summary>
    public int? MinPortsPerVm { get; init; }

    /// <summary>PUBLIC or PRIVATE; immutable.</summary>
    public string? Type { get; init; }

    /// <summary>Fields that are not modelled, kept so that writing the object back drops nothing.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? AdditionalFields { get; init; }
}

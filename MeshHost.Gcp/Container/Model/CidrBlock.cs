using System.Text.Json.Serialization;

namespace MeshHost.Gcp.Container;

/// <summary>A named network that may reach the control plane.</summary>
public sealed record CidrBlock
{
    /// <summary>Range in CIDR notation.</summary>
    [JsonPropertyName("cidrBlock")]
    public string? CidrBlockValue { get; init; }

    /// <summary>Name shown to people.</summary>
    public string? DisplayName { get; init; }
}

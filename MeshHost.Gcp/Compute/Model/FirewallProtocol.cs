using System.Text.Json.Serialization;

namespace MeshHost.Gcp.Compute;

/// <summary>A protocol with its ports in a firewall rule.</summary>
public sealed record FirewallProtocol
{
    /// <summary>Protocol name or number, for example tcp.</summary>
    [JsonPropertyName("IPProtocol")]
    public string? IPProtocol { get; init; }

    /// <summary>Ports and port ranges; absent means all.</summary>
    public IReadOnlyList<string>? Ports { get; init; }
}

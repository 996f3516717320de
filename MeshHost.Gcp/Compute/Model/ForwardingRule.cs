using System.Text.Json.Serialization;

namespace MeshHost.Gcp.Compute;

/// <summary>A forwarding rule: an address and ports of a load balancer.</summary>
public sealed record ForwardingRule
{
    /// <summary>Name.</summary>
    public string? Name { get; init; }

    /// <summary>Free text; Kubernetes writes the owning service into it.</summary>
    public string? Description { get; init; }

    /// <summary>Link of the region; absent for a global rule.</summary>
    public string? Region { get; init; }

    /// <summary>The address.</summary>
    [JsonPropertyName("IPAddress")]
    public string? IPAddress { get; init; }

    /// <summary>TCP or UDP, ...</summary>
    [JsonPropertyName("IPProtocol")]
    public string? IPProtocol { get; init; }

    /// <summary>Range of ports.</summary>
    public string? PortRange { get; init; }

    /// <summary>List of ports of an internal rule.</summary>
    public IReadOnlyList<string>? Ports { get; init; }

    /// <summary>Link of the target pool or proxy.</summary>
    public string? Target { get; init; }

    /// <summary>Link of the backend service.</summary>
    public string? BackendService { get; init; }

    /// <summary>Link of the network of an internal rule.</summary>
    public string? Network { get; init; }

    /// <summary>EXTERNAL, INTERNAL, ...</summary>
    public string? LoadBalancingScheme { get; init; }

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Link of the resource, filled in by the server.</summary>
    public string? SelfLink { get; init; }
}

namespace MeshHost.Gcp.Container;

/// <summary>The endpoint of the control plane with a name.</summary>
public sealed record DnsEndpointConfig
{
    /// <summary>Whether it is reachable from outside Google Cloud.</summary>
    public bool? AllowExternalTraffic { get; init; }

    /// <summary>The name, filled in by the server.</summary>
    public string? Endpoint { get; init; }
}

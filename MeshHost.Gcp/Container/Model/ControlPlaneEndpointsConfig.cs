namespace MeshHost.Gcp.Container;

/// <summary>How the control plane is reached.</summary>
public sealed record ControlPlaneEndpointsConfig
{
    /// <summary>Endpoints with addresses.</summary>
    public IpEndpointsConfig? IpEndpointsConfig { get; init; }

    /// <summary>The endpoint with a name, authorised by IAM.</summary>
    public DnsEndpointConfig? DnsEndpointConfig { get; init; }
}

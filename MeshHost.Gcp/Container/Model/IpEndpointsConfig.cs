namespace MeshHost.Gcp.Container;

/// <summary>Endpoints of the control plane with addresses.</summary>
public sealed record IpEndpointsConfig
{
    /// <summary>Whether they exist at all.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Whether there is a public one.</summary>
    public bool? EnablePublicEndpoint { get; init; }

    /// <summary>Who may connect.</summary>
    public MasterAuthorizedNetworksConfig? AuthorizedNetworksConfig { get; init; }

    /// <summary>Private address, filled in by the server.</summary>
    public string? PrivateEndpoint { get; init; }

    /// <summary>Public address, filled in by the server.</summary>
    public string? PublicEndpoint { get; init; }
}

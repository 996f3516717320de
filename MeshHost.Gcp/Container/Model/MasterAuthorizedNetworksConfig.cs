namespace MeshHost.Gcp.Container;

/// <summary>Networks that may reach the control plane.</summary>
public sealed record MasterAuthorizedNetworksConfig
{
    /// <summary>Whether the list is enforced.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Whether addresses of Google Cloud may connect; true unless sent.</summary>
    public bool? GcpPublicCidrsAccessEnabled { get; init; }

    /// <summary>The networks.</summary>
    public IReadOnlyList<CidrBlock>? CidrBlocks { get; init; }
}

namespace MeshHost.Gcp.Container;

/// <summary>Authentication of the control plane.</summary>
public sealed record MasterAuth
{
    /// <summary>PEM text in base64.</summary>
    public string? ClusterCaCertificate { get; init; }

    /// <summary>Whether a client certificate is issued.</summary>
    public ClientCertificateConfig? ClientCertificateConfig { get; init; }
}

namespace MeshHost.Gcp.Container;

/// <summary>Legacy client certificates.</summary>
public sealed record ClientCertificateConfig
{
    /// <summary>Whether one is issued.</summary>
    public bool? IssueClientCertificate { get; init; }
}

namespace MeshHost.Kubernetes;

/// <summary>A cluster of a kubeconfig.</summary>
public sealed record KubeconfigCluster
{
    /// <summary>Gets the cluster's name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the address of the API server.</summary>
    public required Uri Server { get; init; }

    /// <summary>Gets the certificate authority (PEM), given in the file itself.</summary>
    public byte[]? CertificateAuthorityData { get; init; }

    /// <summary>Gets the path of the certificate authority's file.</summary>
    public string? CertificateAuthority { get; init; }

    /// <summary>Gets the name that the server's certificate is checked against.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>Gets the proxy to the server.</summary>
    public Uri? ProxyUrl { get; init; }

    /// <summary>Gets whether the file asks not to verify the server's certificate. Such a cluster is refused when it is used.</summary>
    public bool InsecureSkipTlsVerify { get; init; }
}

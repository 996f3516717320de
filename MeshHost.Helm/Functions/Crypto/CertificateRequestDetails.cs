namespace MeshHost.Helm.Functions.Crypto;

/// <summary>What a certificate is to be.</summary>
internal sealed record CertificateRequestDetails(string CommonName, nint Days)
{
    public IReadOnlyList<object?> Addresses { get; init; } = [];

    public IReadOnlyList<object?> DnsNames { get; init; } = [];

    /// <summary>Whether it may sign others.</summary>
    public bool IsAuthority { get; init; }

    /// <summary>The key to use; a new one when null.</summary>
    public string? KeyPem { get; init; }

    /// <summary>Who signs it; itself when null.</summary>
    public CertificateObject? Issuer { get; init; }
}

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The certificate of one public host, in the ingress gateway's namespace, where the gateway reads it.</summary>
/// <param name="name">The node's name, which is the Certificate's name too.</param>
/// <param name="parent">The typed resource that the host belongs to.</param>
/// <param name="issuer">Who issues it.</param>
/// <param name="secretName">The Secret that receives key and certificate.</param>
/// <param name="host">Yields the host name.</param>
public sealed class HostCertificateResource(
    string name, IResource parent, CertIssuerResource issuer, string secretName, Func<CancellationToken, ValueTask<string>> host)
    : Resource(name), IResourceWithParent
{
    /// <summary>Gets the typed resource that the host belongs to.</summary>
    public IResource Parent => parent;

    /// <summary>Gets who issues the certificate.</summary>
    public CertIssuerResource Issuer => issuer;

    /// <summary>Gets the Secret that receives key and certificate.</summary>
    public string SecretName => secretName;

    /// <summary>Gets or sets a value indicating whether the host's public record must lead to the gateway before the certificate is asked for.</summary>
    public bool RequiresPublicRecord { get; set; }

    /// <summary>Yields the host name.</summary>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>The host name in lower case.</returns>
    public ValueTask<string> GetHostAsync(CancellationToken cancellationToken) => host(cancellationToken);
}

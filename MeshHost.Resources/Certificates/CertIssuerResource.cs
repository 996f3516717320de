using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MeshHost.Kubernetes;
using MeshHost.Lifecycle;
using MeshHost.Resources.Certificates;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>cert-manager and the issuer that gives the mesh's hosts their certificates.</summary>
/// <param name="name">The name of the issuer in the graph.</param>
/// <param name="mesh">The mesh whose gateway serves the certificates.</param>
/// <param name="email">The address that the certificate authority writes to.</param>
public sealed class CertIssuerResource(string name, IstioMeshResource mesh, ParameterResource email) : Resource(name)
{
    /// <summary>Gets the mesh whose gateway serves the certificates.</summary>
    public IstioMeshResource Mesh => mesh;

    /// <summary>Gets the cluster that the issuer runs in.</summary>
    public GkeClusterResource Cluster => mesh.Cluster;

    /// <summary>Gets the address that the certificate authority writes to before a certificate expires.</summary>
    public ParameterResource Email => email;

    /// <summary>Gets or sets who issues certificates.</summary>
    public CertificateAuthority Authority { get; set; } = CertificateAuthority.LetsEncrypt;

    /// <summary>Gets or sets how the authority checks that a host is ours.</summary>
    public AcmeChallenge Challenge { get; set; } = AcmeChallenge.Http01;

    /// <summary>Gets or sets the directory of the ACME authority, or <see langword="null"/> for Let's Encrypt's.</summary>
    public Uri? AcmeDirectory { get; set; }

    /// <summary>Gets the ClusterIssuer's name.</summary>
    public string IssuerName => Authority switch
    {
        CertificateAuthority.LetsEncrypt => "letsencrypt-prod",
        CertificateAuthority.LetsEncryptStaging => "letsencrypt-staging",
        _ => "private-ca",
    };

    /// <summary>Gets the part whose readiness means that certificates can be asked for.</summary>
    public IResource Issuer { get; internal set; } = null!;

    /// <summary>Yields the cluster's own authority, for those who must verify what it issued.</summary>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>The authority's certificate, or <see langword="null"/> when a public authority issues.</returns>
    internal async Task<X509Certificate2Collection?> GetPrivateRootsAsync(CancellationToken cancellationToken)
    {
        if (Authority is not CertificateAuthority.Private)
        {
            return null;
        }

        var client = await Cluster.GetKubernetesClientAsync(cancellationToken).ConfigureAwait(false);
        var reference = new ObjectReference(new GroupVersionKind("", "v1", "Secret"), IssuerName, "cert-manager");
        var secret = await client.GetAsync(reference, cancellationToken).ConfigureAwait(false);
        var encoded = (string?)secret?.Json["data"]?["tls.crt"]
            ?? throw new LifecycleException($"The Secret 'cert-manager/{IssuerName}' with the private authority's certificate does not exist. Provision '{Name}' again.");
        var roots = new X509Certificate2Collection();
        roots.ImportFromPem(Encoding.ASCII.GetString(Convert.FromBase64String(encoded)));
        return roots;
    }

    /// <summary>Yields where to connect for the mesh's hosts when no public record leads to them.</summary>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>The address of the gateway, or <see langword="null"/> when public DNS leads there.</returns>
    internal async Task<IPAddress?> GetEdgeAddressAsync(CancellationToken cancellationToken)
    {
        if (Cluster.IsInGoogleCloud)
        {
            return null;
        }

        var text = await mesh.GetGatewayAddressAsync(cancellationToken).ConfigureAwait(false);
        return IPAddress.TryParse(text, out var address) ? address : (await Dns.GetHostAddressesAsync(text, cancellationToken).ConfigureAwait(false))[0];
    }
}

using Aspire.Hosting.ApplicationModel;
using MeshHost.Resources.Certificates;
using MeshHost.Resources.Charts;
using MeshHost.Resources.PublicAccess;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Aspire.Hosting;

/// <summary>Adds cert-manager, an issuer, and certificates for hosts to the graph.</summary>
public static class CertIssuerBuilderExtensions
{
    private const string Namespace = "cert-manager";

    /// <summary>Adds cert-manager and a cluster-wide issuer: Let's Encrypt with HTTP-01 unless told otherwise.</summary>
    /// <param name="builder">The application builder.</param>
    /// <param name="name">The name of the issuer.</param>
    /// <param name="mesh">The mesh whose gateway serves the certificates.</param>
    /// <param name="email">The address that the authority writes to before a certificate expires.</param>
    /// <returns>The builder of the issuer.</returns>
    public static IResourceBuilder<CertIssuerResource> AddCertIssuer(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, IResourceBuilder<IstioMeshResource> mesh, IResourceBuilder<ParameterResource> email)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(mesh);
        ArgumentNullException.ThrowIfNull(email);

        builder.Services.TryAddSingleton<PublicNetwork>();
        var issuer = builder.AddResource(new CertIssuerResource(name, mesh.Resource, email.Resource)).WithParts();
        var resource = issuer.Resource;
        if (!resource.Cluster.IsInGoogleCloud)
        {
            resource.Authority = CertificateAuthority.Private;
        }

        var manager = builder.AddHelmRelease($"{name}-cert-manager", resource, resource.Cluster, KnownCharts.CertManager, Namespace)
            .WithValues(values => values.Set("crds.enabled", true))
            .DependsOn(builder.CreateResourceBuilder(resource.Cluster));
        manager.Resource.ReleaseName = "cert-manager";

        var clusterIssuer = builder.AddManifest($"{name}-issuer", resource, resource.Cluster, async ct =>
        {
            // The project names the zone of the challenge, and only Google Cloud has one.
            var address = NeedsAccount() ? await resource.Email.GetValueAsync(ct).ConfigureAwait(false) : null;
            var project = resource.Cluster.IsInGoogleCloud ? await resource.Cluster.Project.GetValueAsync(ct).ConfigureAwait(false) : null;
            return CertificateManifests.Issuer(resource, address ?? "", project ?? "");
        })
            .DependsOn(manager)
            .WithParameterRule(resource.Email, MailAddressProblem, NeedsAccount);
        resource.Issuer = clusterIssuer.Resource;
        return issuer;

        bool NeedsAccount() => resource.Authority is not CertificateAuthority.Private;
    }

    /// <summary>Uses Let's Encrypt's staging service, whose limits are generous and whose certificates no browser trusts.</summary>
    /// <param name="builder">The builder of the issuer.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<CertIssuerResource> WithStaging(this IResourceBuilder<CertIssuerResource> builder) =>
        builder.WithAuthority(CertificateAuthority.LetsEncryptStaging);

    /// <summary>Uses another ACME authority (RFC 8555) than Let's Encrypt.</summary>
    /// <param name="builder">The builder of the issuer.</param>
    /// <param name="directory">The URL of the authority's directory.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<CertIssuerResource> WithAcmeDirectory(this IResourceBuilder<CertIssuerResource> builder, Uri directory)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(directory);
        builder.Resource.AcmeDirectory = directory;
        return builder;
    }

    /// <summary>Uses a certificate authority of the cluster's own, which nobody else trusts.</summary>
    /// <param name="builder">The builder of the issuer.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<CertIssuerResource> WithPrivateAuthority(this IResourceBuilder<CertIssuerResource> builder) =>
        builder.WithAuthority(CertificateAuthority.Private);

    /// <summary>Has the authority check hosts by TXT records in Cloud DNS, so that port 80 need not be reachable.</summary>
    /// <param name="builder">The builder of the issuer.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<CertIssuerResource> WithDns01(this IResourceBuilder<CertIssuerResource> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Resource.Challenge = AcmeChallenge.Dns01;
        return builder;
    }

    /// <summary>Adds what one public host needs: its A record, and its certificate once the record resolves.</summary>
    /// <param name="issuer">The builder of the issuer.</param>
    /// <param name="prefix">The start of the nodes' names and the Secret's, for example <c>grafana</c>.</param>
    /// <param name="parent">The typed resource that the host belongs to.</param>
    /// <param name="domain">The parameter with the domain.</param>
    /// <param name="label">The host's label below the domain, or <see langword="null"/> for the domain itself.</param>
    /// <returns>The builder of the certificate.</returns>
    internal static IResourceBuilder<HostCertificateResource> AddHost(
        this IResourceBuilder<CertIssuerResource> issuer, string prefix, IResource parent, ParameterResource domain, string? label)
    {
        var builder = issuer.ApplicationBuilder;
        var resource = issuer.Resource;
        ValueTask<string> Host(CancellationToken ct) => DomainName.OfAsync(domain, label, ct);

        var certificate = builder
            .AddResource(new HostCertificateResource($"{prefix}-cert", parent, resource, $"{prefix}-tls", Host))
            .WithLifecycle(new HostCertificateLifecycle(), TimeSpan.FromMinutes(15))
            .DependsOn(builder.CreateResourceBuilder(resource.Issuer))
            .DependsOn(builder.CreateResourceBuilder(resource.Mesh.Gateway))
            .WithParameterRule(domain, DomainName.FindProblem);
        if (resource.Cluster.IsInGoogleCloud)
        {
            var record = builder.CreateResourceBuilder(resource.Cluster)
                .AddDnsRecord($"{prefix}-dns", Host, ct => new(resource.Mesh.GetGatewayAddressAsync(ct)))
                .WithParentRelationship(parent)
                .DependsOn(builder.CreateResourceBuilder(resource.Mesh.Gateway));
            certificate.Resource.RequiresPublicRecord = true;
            certificate.DependsOn(record);
        }

        return certificate;
    }

    private static IResourceBuilder<CertIssuerResource> WithAuthority(this IResourceBuilder<CertIssuerResource> builder, CertificateAuthority authority)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Resource.Authority = authority;
        return builder;
    }

    private static string? MailAddressProblem(string text) =>
        System.Net.Mail.MailAddress.TryCreate(text, out var address) && address.Address == text && !text.Any(char.IsWhiteSpace)
            ? null
            : $"'{text}' is not a mail address. Give one that is read: the authority writes there before a certificate expires.";
}

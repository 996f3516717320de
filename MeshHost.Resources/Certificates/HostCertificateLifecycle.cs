using System.Security.Cryptography.X509Certificates;
using System.Text;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Kubernetes;
using MeshHost.Lifecycle;
using MeshHost.Resources.Clusters;
using MeshHost.Resources.Manifests;
using MeshHost.Resources.PublicAccess;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshHost.Resources.Certificates;

/// <summary>Asks for a certificate once the host's record leads to the gateway, and says why it is not issued when it is not.</summary>
internal sealed class HostCertificateLifecycle : ObjectSetLifecycle<HostCertificateResource>
{
    // Half of what Let's Encrypt's certificates still have when cert-manager renews them, 30 of 90 days.
    private static readonly TimeSpan s_expiryWarning = TimeSpan.FromDays(15);

    private static readonly TimeSpan s_resolveInterval = TimeSpan.FromSeconds(1);

    protected override IKubernetesCluster ClusterOf(HostCertificateResource resource) => resource.Issuer.Cluster;

    protected override string Describe(HostCertificateResource resource) => $"Certificate {IstioMeshResource.IngressNamespace}/{resource.Name}";

    protected override async ValueTask<IReadOnlyList<KubernetesObject>> ObjectsAsync(
        HostCertificateResource resource, KubernetesClient client, CancellationToken cancellationToken)
    {
        var host = await resource.GetHostAsync(cancellationToken).ConfigureAwait(false);
        return KubernetesObject.ParseYaml(CertificateManifests.Certificate(resource.Name, resource.SecretName, host, resource.Issuer.IssuerName));
    }

    protected override async Task BeforeAsync(HostCertificateResource resource, LifecycleContext context)
    {
        if (resource.RequiresPublicRecord)
        {
            await WaitForRecordAsync(resource, await resource.GetHostAsync(context.CancellationToken).ConfigureAwait(false), context).ConfigureAwait(false);
        }
    }

    protected override async Task AfterAsync(
        HostCertificateResource resource, KubernetesClient client, IReadOnlyList<KubernetesObject> objects, LifecycleContext context)
    {
        using var certificate = await ReadAsync(client, resource, context.CancellationToken).ConfigureAwait(false);
        await context.SetPropertyAsync("tls.host", await resource.GetHostAsync(context.CancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        await context.SetPropertyAsync("tls.issuer", certificate.Issuer).ConfigureAwait(false);
        await context.SetPropertyAsync("tls.notAfter", certificate.NotAfter.ToUniversalTime().ToString("u")).ConfigureAwait(false);
    }

    protected override async Task<HealthCheckResult> CheckReadyAsync(
        HostCertificateResource resource, KubernetesClient client, IReadOnlyList<KubernetesObject> objects, LifecycleContext context)
    {
        using var certificate = await ReadAsync(client, resource, context.CancellationToken).ConfigureAwait(false);
        var left = certificate.NotAfter.ToUniversalTime() - context.Time.GetUtcNow().UtcDateTime;
        return left < s_expiryWarning
            ? HealthCheckResult.Degraded($"The certificate expires in {left.TotalDays:0} days and was not renewed. Look at cert-manager's log.")
            : HealthCheckResult.Healthy($"valid for {left.TotalDays:0} days");
    }

    protected override ValueTask<IReadOnlyList<ObjectReference>> ReferencesAsync(
        HostCertificateResource resource, KubernetesClient client, CancellationToken cancellationToken) =>
        // cert-manager leaves the Secret behind when its Certificate goes.
        ValueTask.FromResult<IReadOnlyList<ObjectReference>>(
            [new ObjectReference(new GroupVersionKind("cert-manager.io", "v1", "Certificate"), resource.Name, IstioMeshResource.IngressNamespace), Secret(resource)]);

    private static async Task WaitForRecordAsync(HostCertificateResource resource, string host, LifecycleContext context)
    {
        // An authority that finds no record, or an old one, refuses for an hour; so nobody is asked before the record is there.
        var network = context.Services.GetRequiredService<PublicNetwork>();
        var expected = await resource.Issuer.Mesh.GetGatewayAddressAsync(context.CancellationToken).ConfigureAwait(false);
        while (true)
        {
            var addresses = await network.ResolveAsync(host, context.CancellationToken).ConfigureAwait(false);
            if (addresses.Any(a => a.ToString() == expected))
            {
                return;
            }

            var missing = $"{host} to resolve to {expected}: "
                + (addresses.Count == 0 ? "the name does not exist yet" : $"it still resolves to {string.Join(", ", addresses)}");
            if (context.RemainingTime == TimeSpan.Zero)
            {
                throw new LifecycleException(
                    $"Waited in vain for {missing}. No certificate was asked for, as the authority refuses a host without its record, and for an hour then. Look at the record and at the delegation of its zone.");
            }

            context.Report($"waiting for {missing}");
            await Task.Delay(s_resolveInterval, context.Time, context.CancellationToken).ConfigureAwait(false);
        }
    }

    private static ObjectReference Secret(HostCertificateResource resource) =>
        new(new GroupVersionKind("", "v1", "Secret"), resource.SecretName, IstioMeshResource.IngressNamespace);

    private static async Task<X509Certificate2> ReadAsync(KubernetesClient client, HostCertificateResource resource, CancellationToken cancellationToken)
    {
        var secret = await client.GetAsync(Secret(resource), cancellationToken).ConfigureAwait(false);
        return (string?)secret?.Json["data"]?["tls.crt"] is { } encoded
            ? X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(Convert.FromBase64String(encoded)))
            : throw new LifecycleException(
                $"The Certificate '{resource.Name}' is ready but its Secret '{IstioMeshResource.IngressNamespace}/{resource.SecretName}' has no tls.crt. "
                + "Delete the Secret, so that cert-manager issues it anew.");
    }
}

using System.Security.Cryptography.X509Certificates;
using System.Text;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Apply;
using MeshHost.Kubernetes.Readiness;
using MeshHost.Resources.Clusters;
using MeshHost.Lifecycle;
using MeshHost.Resources.PublicAccess;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshHost.Resources.Certificates;

/// <summary>Asks for a certificate once the host's record leads to the gateway, and says why it is not issued when it is not.</summary>
internal sealed class HostCertificateLifecycle : IResourceLifecycle<HostCertificateResource>
{
    // Half of what Let's Encrypt's certificates still have when cert-manager renews them, 30 of 90 days.
    private static readonly TimeSpan s_expiryWarning = TimeSpan.FromDays(15);

    private static readonly TimeSpan s_resolveInterval = TimeSpan.FromSeconds(1);

    public async Task<ResourcePlan> PlanAsync(HostCertificateResource resource, LifecycleContext context)
    {
        if (await resource.Issuer.Cluster.FindKubernetesClientAsync(context.CancellationToken).ConfigureAwait(false) is not { } client)
        {
            return ResourcePlan.Create($"Certificate {IstioMeshResource.IngressNamespace}/{resource.Name}");
        }

        var objects = await ObjectsAsync(resource, context.CancellationToken).ConfigureAwait(false);
        return KubernetesPlans.From(await new ObjectSetApplier(client)
            .DiffAsync(objects, new ApplySetOptions(), context.CancellationToken).ConfigureAwait(false));
    }

    public async Task ProvisionAsync(HostCertificateResource resource, LifecycleContext context)
    {
        var host = await resource.GetHostAsync(context.CancellationToken).ConfigureAwait(false);
        if (resource.RequiresPublicRecord)
        {
            await WaitForRecordAsync(resource, host, context).ConfigureAwait(false);
        }

        var client = await resource.Issuer.Cluster.GetKubernetesClientAsync(context.CancellationToken).ConfigureAwait(false);
        var objects = await ObjectsAsync(resource, context.CancellationToken).ConfigureAwait(false);
        var progress = new ActivityReporter<ObjectProgress>(context, p => $"{p.Object.Kind.Kind} {p.Object.Name}: {p.State} {p.Message}");
        await new ObjectSetApplier(client).ApplyAsync(objects, new ApplySetOptions(), progress, context.CancellationToken).ConfigureAwait(false);
        await new ReadinessWaiter(client, context.Time)
            .WaitAsync([.. objects.Select(o => o.Reference)], new ReadinessWaitOptions { Timeout = context.RemainingTime }, progress, context.CancellationToken).ConfigureAwait(false);
        using var certificate = await ReadAsync(client, resource, context.CancellationToken).ConfigureAwait(false);
        await context.SetPropertyAsync("tls.host", host).ConfigureAwait(false);
        await context.SetPropertyAsync("tls.issuer", certificate.Issuer).ConfigureAwait(false);
        await context.SetPropertyAsync("tls.notAfter", certificate.NotAfter.ToUniversalTime().ToString("u")).ConfigureAwait(false);
    }

    public async Task<HealthCheckResult> CheckHealthAsync(HostCertificateResource resource, LifecycleContext context)
    {
        var client = await resource.Issuer.Cluster.GetKubernetesClientAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var declared in await ObjectsAsync(resource, context.CancellationToken).ConfigureAwait(false))
        {
            var live = await client.GetAsync(declared.Reference, context.CancellationToken).ConfigureAwait(false);
            if (live is null)
            {
                return HealthCheckResult.Unhealthy($"The Certificate '{resource.Name}' is gone. Provision it again.");
            }

            var readiness = ObjectReadiness.Evaluate(live);
            if (readiness.State is not ReadinessState.Ready)
            {
                return HealthCheckResult.Unhealthy(readiness.Message);
            }
        }

        using var certificate = await ReadAsync(client, resource, context.CancellationToken).ConfigureAwait(false);
        var left = certificate.NotAfter.ToUniversalTime() - context.Time.GetUtcNow().UtcDateTime;
        return left < s_expiryWarning
            ? HealthCheckResult.Degraded($"The certificate expires in {left.TotalDays:0} days and was not renewed. Look at cert-manager's log.")
            : HealthCheckResult.Healthy($"valid for {left.TotalDays:0} days");
    }

    public async Task DestroyAsync(HostCertificateResource resource, LifecycleContext context)
    {
        if (await resource.Issuer.Cluster.FindKubernetesClientAsync(context.CancellationToken).ConfigureAwait(false) is not { } client)
        {
            return;
        }

        // cert-manager leaves the Secret behind when its Certificate goes.
        await new ObjectSetApplier(client).DeleteAsync(
            [
                new ObjectReference(new GroupVersionKind("cert-manager.io", "v1", "Certificate"), resource.Name, IstioMeshResource.IngressNamespace),
                Secret(resource),
            ],
            new DeleteSetOptions { Timeout = context.RemainingTime }, progress: null, context.CancellationToken).ConfigureAwait(false);
    }

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

    private static async Task<IReadOnlyList<KubernetesObject>> ObjectsAsync(HostCertificateResource resource, CancellationToken cancellationToken)
    {
        var host = await resource.GetHostAsync(cancellationToken).ConfigureAwait(false);
        return KubernetesObject.ParseYaml(CertificateManifests.Certificate(resource.Name, resource.SecretName, host, resource.Issuer.IssuerName));
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

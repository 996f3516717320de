using System.Text.Json.Nodes;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Kubernetes;
using MeshHost.Resources.Lifecycle;
using MeshHost.Resources.Rollout;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshHost.Tests.AppHost;

/// <summary>What the how-to warns of happens in the emulator, and is told.</summary>
public sealed class PitfallTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Certificate_is_not_asked_for_while_its_host_has_no_record()
    {
        await using var world = await MeshWorld.StartAsync();
        var (application, result) = await world.UpAsync(builder =>
        {
            MeshWorld.Remove(builder, r => r is DnsRecordResource);
            foreach (var certificate in builder.Resources.OfType<HostCertificateResource>())
            {
                var annotation = certificate.Annotations.OfType<LifecycleAnnotation>().Single();
                (annotation.Timeout, annotation.AttemptTimeout) = (TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
            }
        });

        var failed = result.Nodes.Where(n => n.Status is NodeStatus.Failed).ToList();
        Assert.NotEmpty(failed);
        Assert.All(failed, n => Assert.Contains("the name does not exist yet", n.Cause, StringComparison.Ordinal));
        Assert.Contains(result.Nodes, n => n.Status is NodeStatus.Blocked);
        var client = await MeshWorld.KubernetesAsync(application);
        Assert.Empty(await client.ListAsync(new GroupVersionKind("cert-manager.io", "v1", "Certificate"), "istio-ingress", null, Cancellation));
    }

    [Fact]
    public async Task Wrong_target_port_is_a_refused_connection_to_the_verification()
    {
        await using var world = await MeshWorld.StartAsync();
        var application = await world.UpOkAsync();
        var client = await MeshWorld.KubernetesAsync(application);
        var gateway = (await client.ListAsync(new GroupVersionKind("", "v1", "Service"), null, null, Cancellation))
            .Single(s => (string?)s["spec.type"] == "LoadBalancer");
        var ports = (JsonArray)gateway["spec.ports"]!.DeepClone();
        foreach (var port in ports)
        {
            port!["targetPort"] = 8443;
        }

        await client.PatchAsync(gateway.Reference, new JsonObject { ["spec"] = new JsonObject { ["ports"] = ports } }, PatchType.Merge, null, Cancellation);

        var verification = MeshWorld.Model(application).Resources.OfType<VerificationResource>().Single();
        // The cluster's network follows the Service as soon as its controllers have seen it.
        var health = await MeshWorld.HealthAsync(application, verification.Name);
        for (var attempt = 0; health.Status is HealthStatus.Healthy && attempt < 50; attempt++)
        {
            health = await MeshWorld.HealthAsync(application, verification.Name);
        }

        Assert.NotEqual(HealthStatus.Healthy, health.Status);
        Assert.Contains("refused", health.Description, StringComparison.OrdinalIgnoreCase);
    }
}

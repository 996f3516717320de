using Aspire.Hosting.ApplicationModel;
using MeshHost.Kubernetes;
using MeshHost.Resources.Lifecycle;
using MeshHost.Resources.Rollout;

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
}

using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Kubernetes;
using MeshHost.Lifecycle.Graph;
using MeshHost.Lifecycle.Running;
using Microsoft.Extensions.DependencyInjection;
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
            Limit(builder, r => r is HostCertificateResource, TimeSpan.FromSeconds(15));
        });

        var failed = result.Nodes.Where(n => n.Status is NodeStatus.Failed).ToList();
        Assert.NotEmpty(failed);
        Assert.All(failed, n => Assert.Contains("the name does not exist yet", n.Cause, StringComparison.Ordinal));
        Assert.Contains(result.Nodes, n => n.Status is NodeStatus.Blocked);
        var client = await MeshWorld.KubernetesAsync(application);
        Assert.Empty(await client.ListAsync(new GroupVersionKind("cert-manager.io", "v1", "Certificate"), "istio-ingress", null, Cancellation));
    }

    [Fact]
    public async Task Wrong_target_port_of_the_gateway_refuses_every_connection()
    {
        await using var world = await MeshWorld.StartAsync();
        var application = await world.UpOkAsync();
        var verification = application.Services.GetRequiredService<LifecycleGraph>().Nodes.Single(n => n.Resource is VerificationResource).Name;
        Assert.Equal(HealthStatus.Healthy, (await MeshWorld.HealthAsync(application, verification)).Status);
        var client = await MeshWorld.KubernetesAsync(application);
        var service = (await client.ListAsync(new GroupVersionKind("", "v1", "Service"), "istio-ingress", null, Cancellation)).Single(s => s["spec.type"]?.ToString() == "LoadBalancer");

        foreach (var port in service.Json["spec"]!["ports"]!.AsArray())
        {
            port!["targetPort"] = port["port"]!.DeepClone();
        }

        await client.UpdateAsync(service, null, Cancellation);

        var health = await MeshWorld.HealthAsync(application, verification);
        Assert.NotEqual(HealthStatus.Healthy, health.Status);
        Assert.Contains("refused", health.Description, StringComparison.OrdinalIgnoreCase);
        await MeshWorld.ProvisionAsync(application, MeshWorld.Model(application).Resources.OfType<IstioMeshResource>().Single().Gateway.Name);
        Assert.Equal(HealthStatus.Healthy, (await MeshWorld.HealthAsync(application, verification)).Status);
    }

    [Fact]
    public async Task Missing_firewall_rule_for_the_injection_webhook_is_named()
    {
        await using var world = await MeshWorld.StartAsync();
        var (_, result) = await world.UpAsync(builder =>
        {
            MeshWorld.Remove(builder, r => r.Name == "bookinfo-istio-fw-master-webhooks");
            Limit(builder, r => r is HelmReleaseResource or ManifestResource, TimeSpan.FromSeconds(20));
        });

        Assert.False(result.Succeeded);
        var told = result.Nodes.Where(n => n.Status is NodeStatus.Failed).Select(n => n.Cause!).ToList();
        Assert.Contains(told, cause => cause.Contains("15017", StringComparison.Ordinal) && cause.Contains("firewall", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Node_that_never_gets_ready_names_pod_container_and_reason()
    {
        await using var world = await MeshWorld.StartAsync();
        var (_, result) = await world.UpAsync(builder =>
        {
            var mesh = builder.Resources.OfType<IstioMeshResource>().Single();
            var cluster = builder.CreateResourceBuilder(builder.Resources.OfType<GkeClusterResource>().Single());
            builder.AddManifest("stuck", mesh, cluster.Resource, () => """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: stuck, namespace: default}
                spec:
                  selector: {matchLabels: {app: stuck}}
                  template:
                    metadata: {labels: {app: stuck}}
                    spec: {containers: [{name: server, image: "registry.invalid/none:1"}]}
                """)
                .WithTimeLimit(TimeSpan.FromSeconds(15))
                .DependsOn(cluster);
        });

        var failed = Assert.Single(result.Nodes, n => n.Status is NodeStatus.Failed);
        Assert.Equal("stuck", failed.Name);
        Assert.Matches("stuck-[a-z0-9]+-[a-z0-9]+", failed.Cause);
        Assert.Contains("'server'", failed.Cause, StringComparison.Ordinal);
        Assert.Contains("registry.invalid/none:1", failed.Cause, StringComparison.Ordinal);
        // What does not depend on it is brought up all the same.
        Assert.All(result.Nodes, n => Assert.Equal(n.Name == "stuck" ? NodeStatus.Failed : NodeStatus.Healthy, n.Status));
    }

    [Fact]
    public async Task Chart_whose_digest_differs_is_not_installed()
    {
        await using var world = await MeshWorld.StartAsync();
        await using var tampering = await TamperingRepository.StartAsync(world.Emulator.ChartRepositoryUri, "jetstack", Cancellation);
        var (application, result) = await world.UpAsync(builder => builder.Services.AddSingleton(services =>
        {
            var environment = world.CreateEnvironment();
            environment.ChartRepositoryBase = tampering.Address;
            return environment;
        }));

        var failed = Assert.Single(result.Nodes, n => n.Status is NodeStatus.Failed);
        Assert.Contains("cert-manager", failed.Cause, StringComparison.Ordinal);
        Assert.Contains("digest", failed.Cause, StringComparison.OrdinalIgnoreCase);
        var client = await MeshWorld.KubernetesAsync(application);
        Assert.Empty(await client.ListAsync(new GroupVersionKind("apps", "v1", "Deployment"), "cert-manager", null, Cancellation));
    }

    [Fact]
    public async Task Missing_parameter_is_named_with_the_ways_to_give_it()
    {
        await using var world = await MeshWorld.StartAsync();
        var (_, result) = await world.UpAsync(builder => builder.Configuration["Parameters:acme-email"] = null);

        Assert.All(result.Nodes, n => Assert.Equal(NodeStatus.Blocked, n.Status));
        Assert.StartsWith("The parameter 'acme-email' has no value. Set it with --Parameters:acme-email=VALUE.", result.Describe(), StringComparison.Ordinal);
        Assert.Empty(world.Google.Changes);
    }

    private static void Limit(IDistributedApplicationBuilder builder, Func<IResource, bool> which, TimeSpan limit)
    {
        foreach (var resource in builder.Resources.Where(which))
        {
            builder.CreateResourceBuilder(resource).WithTimeLimit(limit);
        }
    }
}

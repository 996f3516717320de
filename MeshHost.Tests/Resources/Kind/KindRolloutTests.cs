using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Kubernetes;
using MeshHost.Lifecycle;
using MeshHost.Lifecycle.Planning;
using MeshHost.Lifecycle.Removal;
using Microsoft.Extensions.DependencyInjection;

namespace MeshHost.Tests.Resources.Kind;

public sealed class KindRolloutTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cluster_is_planned_made_used_and_deleted()
    {
        await using KindWorld world = await KindWorld.StartAsync();
        var planned = await PlanAsync(await world.OpenApplicationAsync());
        Assert.Contains(planned, change => change is { Kind: ChangeKind.Create, Target: "kind cluster local" });
        Assert.DoesNotContain(world.Kind.Calls, call => call.StartsWith("kind create", StringComparison.Ordinal));

        var (application, result) = await world.UpAsync();
        Assert.True(result.Succeeded, result.Describe());
        string create = Assert.Single(world.Kind.Calls, call => call.StartsWith("kind create", StringComparison.Ordinal));
        Assert.StartsWith("kind create cluster --name local --config - --wait 300s --kubeconfig ", create, StringComparison.Ordinal);
        Assert.False(File.Exists(create.Split(' ')[^1]));
        Assert.Equal("""
            kind: Cluster
            apiVersion: kind.x-k8s.io/v1alpha4
            nodes:
            - role: control-plane
              image: kindest/node:v1.34.0
              labels: { meshhost.dev/cluster: "local" }
              extraPortMappings:
              - {containerPort: 30080, hostPort: 80, listenAddress: "127.0.0.1", protocol: TCP}
              - {containerPort: 30443, hostPort: 443, listenAddress: "127.0.0.1", protocol: TCP}

            """, world.Kind.Configuration);

        KubernetesClient client = await KindWorld.KubernetesAsync(application);
        KubernetesObject gateway = (await client.GetAsync(new ObjectReference(new("", "v1", "Service"), IstioMeshResource.IngressGateway, IstioMeshResource.IngressNamespace), Cancellation))!;
        Assert.Equal("NodePort", (string?)gateway["spec.type"]);
        Assert.Equal([(80, 30080), (443, 30443)], gateway["spec.ports"]!.AsArray()
            .Select(port => ((int)port!["port"]!, (int)port["nodePort"]!)).Where(port => port.Item1 is 80 or 443));
        Assert.Equal("127.0.0.1", await Mesh(application).GetGatewayAddressAsync(Cancellation));
        IReadOnlyList<KubernetesObject> issuers = await client.ListAsync(new GroupVersionKind("cert-manager.io", "v1", "ClusterIssuer"), null, null, Cancellation);
        Assert.Contains(issuers, issuer => issuer["spec.ca"] is not null);
        Assert.DoesNotContain(issuers, issuer => issuer["spec.acme"] is not null);

        Assert.Empty(await PlanAsync(await world.OpenApplicationAsync()));
        var (_, again) = await world.UpAsync();
        Assert.True(again.Succeeded, again.Describe());
        Assert.Single(world.Kind.Calls, call => call.StartsWith("kind create", StringComparison.Ordinal));

        var down = await (await world.OpenApplicationAsync()).Services.GetRequiredService<NodeTearDown>().RunAsync(Cancellation);
        Assert.True(down.Succeeded, down.Describe());
        Assert.StartsWith("kind delete cluster --name local --kubeconfig ", world.Kind.Calls[^1], StringComparison.Ordinal);

        var nothing = await (await world.OpenApplicationAsync()).Services.GetRequiredService<NodeTearDown>().RunAsync(Cancellation);
        Assert.True(nothing.Succeeded, nothing.Describe());
        Assert.Single(world.Kind.Calls, call => call.StartsWith("kind delete", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cluster_of_somebody_else_is_neither_used_nor_deleted()
    {
        await using KindWorld world = await KindWorld.StartAsync(marked: false);
        world.Kind.AddCluster(KindWorld.Cluster);

        var (_, result) = await world.UpAsync();
        Assert.False(result.Succeeded);
        Assert.Contains("A kind cluster 'local' exists that MeshHost did not make", result.Describe(), StringComparison.Ordinal);
        Assert.Contains("--target kubeconfig --context kind-local", result.Describe(), StringComparison.Ordinal);

        var down = await (await world.OpenApplicationAsync()).Services.GetRequiredService<NodeTearDown>().RunAsync(Cancellation);
        Assert.False(down.Succeeded);
        Assert.DoesNotContain(world.Kind.Calls, call => call.StartsWith("kind delete", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cluster_of_the_kubeconfig_is_used_and_emptied_but_not_deleted()
    {
        await using KindWorld world = await KindWorld.StartAsync(marked: false);

        var (application, result) = await world.UpAsync(world.RunAsExisting);
        Assert.True(result.Succeeded, result.Describe());
        Assert.Empty(await PlanAsync(await world.OpenApplicationAsync(target: world.RunAsExisting)));
        KubernetesClient client = await KindWorld.KubernetesAsync(application);
        ObjectReference istiod = new(new GroupVersionKind("apps", "v1", "Deployment"), "istiod", "istio-system");
        Assert.NotNull(await client.GetAsync(istiod, Cancellation));

        var down = await (await world.OpenApplicationAsync(target: world.RunAsExisting)).Services.GetRequiredService<NodeTearDown>().RunAsync(Cancellation);
        Assert.True(down.Succeeded, down.Describe());
        Assert.Null(await client.GetAsync(istiod, Cancellation));
        Assert.Empty(world.Kind.Calls);
    }

    private static IstioMeshResource Mesh(DistributedApplication application) =>
        application.Services.GetRequiredService<DistributedApplicationModel>().Resources.OfType<IstioMeshResource>().Single();

    private static async Task<IReadOnlyList<PlannedChange>> PlanAsync(DistributedApplication application) =>
        [.. (await application.Services.GetRequiredService<Planner>().PlanAsync(Cancellation)).SelectMany(node => node.Plan.Changes)];
}

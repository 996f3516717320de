using Aspire.Hosting;
using MeshHost.Emulator.Google;
using MeshHost.Gcp.Compute;

namespace MeshHost.Tests.Resources.Gke;

public sealed class GkeTearDownTests
{
    private const string P = GkeWorld.Project;

    [Fact]
    public async Task Nothing_is_left_after_a_tear_down_and_a_second_one_has_nothing_to_do()
    {
        await using var world = await GkeWorld.StartAsync();
        await world.UpOkAsync();

        var first = await world.DownAsync();
        world.Traffic.Clear();
        var second = await world.DownAsync();

        Assert.True(first.Succeeded, first.Describe());
        Assert.Empty(await world.InventoryAsync());
        Assert.True(second.Succeeded, second.Describe());
        Assert.Empty(world.Traffic.Changes);
    }

    [Fact]
    public async Task Load_balancers_that_GKE_left_behind_are_swept()
    {
        await using var world = await GkeWorld.StartAsync();
        await world.UpOkAsync();
        world.Google.CreateLoadBalancer(P, "us-central1", "bookinfo-istio-vpc", "cluster-id/istio-ingress/istio-ingressgateway", [new LoadBalancerPort(80), new LoadBalancerPort(443)]);

        var down = await world.DownAsync();

        Assert.True(down.Succeeded, down.Describe());
        Assert.Empty(await world.InventoryAsync());
    }

    [Fact]
    public async Task What_others_put_into_the_network_stops_its_deletion_and_is_named()
    {
        await using var world = await GkeWorld.StartAsync();
        var ct = TestContext.Current.CancellationToken;
        await world.UpOkAsync();
        var compute = world.Cloud.Compute;
        await compute.Operations.WaitAsync(P, await compute.Firewalls.InsertAsync(P, ComputeScope.Global, "data-team-ssh", new Firewall
        {
            Name = "data-team-ssh",
            Network = $"projects/{P}/global/networks/bookinfo-istio-vpc",
            Direction = "INGRESS",
            Allowed = [new() { IPProtocol = "tcp", Ports = ["22"] }],
            SourceRanges = ["10.0.0.0/8"],
        }, ct), null, ct);

        var down = await world.DownAsync();

        Assert.False(down.Succeeded);
        Assert.Contains("firewall rule 'data-team-ssh'", down.Nodes.Single(n => n.Node == "bookinfo-istio-network").Cause, StringComparison.Ordinal);
        Assert.Equal(["firewall data-team-ssh", "network bookinfo-istio-vpc"], (await world.InventoryAsync()).Order());
    }

    [Fact]
    public async Task Protected_cluster_stays_unless_it_is_named()
    {
        await using var world = await GkeWorld.StartAsync();
        await world.UpOkAsync();

        var refused = await world.DownAsync(c => c.WithDeletionProtection());
        var deleted = await world.DownAsync(c =>
        {
            c.WithDeletionProtection();
            c.ApplicationBuilder.Configuration["MeshHost:DeleteProtected"] = "bookinfo-istio";
        });

        Assert.Contains("--MeshHost:DeleteProtected=bookinfo-istio", refused.Nodes.Single(n => n.Node == "bookinfo-istio-cluster").Cause, StringComparison.Ordinal);
        Assert.True(deleted.Succeeded, deleted.Describe());
    }
}

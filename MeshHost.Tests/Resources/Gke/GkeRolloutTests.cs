using Aspire.Hosting;
using MeshHost.Gcp.Compute;
using MeshHost.Gcp.Container;
using MeshHost.Gcp.Iam;

namespace MeshHost.Tests.Resources.Gke;

public sealed class GkeRolloutTests
{
    private const string P = GkeWorld.Project;

    private static readonly ClusterName s_cluster = new(P, "us-central1-a", "bookinfo-istio");

    [Fact]
    public async Task Every_setting_of_the_how_to_is_there_after_a_rollout_to_an_empty_project()
    {
        await using var world = await GkeWorld.StartAsync();
        var ct = TestContext.Current.CancellationToken;

        await world.UpOkAsync();

        var network = await world.Cloud.Compute.Networks.GetAsync(P, ComputeScope.Global, "bookinfo-istio-vpc", ct);
        Assert.Equal((false, "REGIONAL"), (network!.AutoCreateSubnetworks, network.RoutingConfig!.RoutingMode));
        var subnetwork = await world.Cloud.Compute.Subnetworks.GetAsync(P, ComputeScope.Region("us-central1"), "bookinfo-istio-subnet", ct);
        Assert.Equal(("10.10.0.0/20", true), (subnetwork!.IpCidrRange, subnetwork.PrivateIpGoogleAccess));
        Assert.Equal(["pods=10.20.0.0/16", "services=10.30.0.0/20"], subnetwork.SecondaryIpRanges!.Select(r => $"{r.RangeName}={r.IpCidrRange}").Order());
        var router = await world.Cloud.Compute.Routers.GetAsync(P, ComputeScope.Region("us-central1"), "bookinfo-istio-router", ct);
        var nat = Assert.Single(router!.Nats!);
        Assert.Equal(("AUTO_ONLY", "ALL_SUBNETWORKS_ALL_IP_RANGES", true), (nat.NatIpAllocateOption, nat.SourceSubnetworkIpRangesToNat, nat.LogConfig!.Enable));

        var firewalls = (await world.Cloud.Compute.Firewalls.ListAsync(P, ComputeScope.Global, null, ct))
            .Where(f => f.Name!.StartsWith("bookinfo-istio-", StringComparison.Ordinal)).ToDictionary(f => f.Name!["bookinfo-istio-".Length..]);
        Assert.Equal(["health-checks", "ingress", "internal", "istio-control-plane", "istio-data-plane", "master-webhooks"], firewalls.Keys.Order());
        Assert.Equal(["8443", "10250", "15017"], firewalls["master-webhooks"].Allowed!.SelectMany(a => a.Ports!));
        Assert.Equal(["172.16.0.0/28"], firewalls["master-webhooks"].SourceRanges);
        Assert.Equal(["15010", "15012", "15014", "15017"], firewalls["istio-control-plane"].Allowed!.SelectMany(a => a.Ports!));
        Assert.Equal(["15001", "15006", "15008", "15020", "15021", "15090"], firewalls["istio-data-plane"].Allowed!.SelectMany(a => a.Ports!));
        Assert.Equal(["0.0.0.0/0"], firewalls["ingress"].SourceRanges);

        var policy = await world.Cloud.ResourceManager.GetIamPolicyAsync(P, ct);
        Assert.Equal(6, IamPolicyEditor.RolesOf(policy, "serviceAccount:bookinfo-istio-nodes@mesh-demo.iam.gserviceaccount.com").Count);
        var cluster = (await world.Cloud.Container.GetClusterAsync(s_cluster, ct))!;
        Assert.Equal("RUNNING", cluster.Status);
        Assert.True(cluster.PrivateClusterConfig!.EnablePrivateNodes);
        Assert.Equal("172.16.0.0/28", cluster.PrivateClusterConfig.MasterIpv4CidrBlock);
        Assert.Equal("mesh-demo.svc.id.goog", cluster.WorkloadIdentityConfig!.WorkloadPool);
        Assert.Equal(["203.0.113.0/24"], cluster.ControlPlaneEndpointsConfig!.IpEndpointsConfig!.AuthorizedNetworksConfig!.CidrBlocks!.Select(b => b.CidrBlockValue));
        Assert.Equal(["default"], cluster.NodePools!.Select(p => p.Name));
        Assert.Equal("bookinfo-istio-nodes@mesh-demo.iam.gserviceaccount.com", cluster.NodePools![0].Config!.ServiceAccount);
    }

    [Fact]
    public async Task Second_run_changes_nothing_and_the_plan_agrees()
    {
        await using var world = await GkeWorld.StartAsync();
        await world.UpOkAsync();
        world.Traffic.Clear();

        var plan = await world.PlanAsync();
        await world.UpOkAsync();

        Assert.Empty(plan.Where(p => p.Plan.HasChanges).Select(p => $"{p.Node}: {string.Join(", ", p.Plan.Changes.SelectMany(c => c.Fields))}"));
        Assert.Empty(world.Traffic.Changes);
    }

    [Fact]
    public async Task Plan_works_for_a_project_in_which_nothing_exists_and_changes_nothing()
    {
        await using var world = await GkeWorld.StartAsync();

        var plan = await world.PlanAsync();

        var create = plan.SelectMany(p => p.Plan.Changes).Where(c => c.Kind == MeshHost.Lifecycle.ChangeKind.Create).Select(c => c.Target).ToArray();
        Assert.Contains("networks/bookinfo-istio-vpc", create);
        Assert.Contains("clusters/bookinfo-istio in us-central1-a", create);
        Assert.Contains("clusters/bookinfo-istio/nodePools/default", create);
        Assert.Empty(world.Traffic.Changes);
    }

    [Fact]
    public async Task Pool_is_created_together_with_its_cluster()
    {
        await using var world = await GkeWorld.StartAsync();

        await world.UpOkAsync();

        Assert.Single(world.Traffic.Changes, c => c.EndsWith("/clusters", StringComparison.Ordinal));
        Assert.DoesNotContain(world.Traffic.Changes, c => c.EndsWith("/nodePools", StringComparison.Ordinal));
        Assert.Single(world.Traffic.Changes, c => c.EndsWith(":setIamPolicy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pool_that_is_declared_later_is_added_and_one_that_is_no_longer_declared_goes()
    {
        await using var world = await GkeWorld.StartAsync();
        var ct = TestContext.Current.CancellationToken;
        await world.UpOkAsync();

        await world.UpOkAsync(c => c.WithNodePool("spot", "e2-standard-2", 1, p => p.Spot = true));
        var two = (await world.Cloud.Container.GetClusterAsync(s_cluster, ct))!.NodePools!.Select(p => p.Name!).Order().ToArray();
        await world.UpOkAsync();
        var one = (await world.Cloud.Container.GetClusterAsync(s_cluster, ct))!.NodePools!.Select(p => p.Name!);

        Assert.Equal(["default", "spot"], two);
        Assert.Equal(["default"], one);
    }

    [Fact]
    public async Task Changed_declarations_are_applied_in_place()
    {
        await using var world = await GkeWorld.StartAsync();
        var ct = TestContext.Current.CancellationToken;
        await world.UpOkAsync();

        await world.UpOkAsync(c =>
        {
            c.WithAuthorizedNetwork("home", "198.51.100.7/32").WithLabel("team", "mesh").WithReleaseChannel("RAPID").WithMaintenanceWindow(new TimeOnly(3, 0));
            var pool = c.Resource.Options.NodePools[0];
            pool.Labels["role"] = "mesh";
            (pool.MinNodeCount, pool.MaxNodeCount) = (1, 5);
        });

        var cluster = (await world.Cloud.Container.GetClusterAsync(s_cluster, ct))!;
        Assert.Equal(2, cluster.ControlPlaneEndpointsConfig!.IpEndpointsConfig!.AuthorizedNetworksConfig!.CidrBlocks!.Count);
        Assert.Equal(("mesh", "meshhost"), (cluster.ResourceLabels!["team"], cluster.ResourceLabels["managed-by"]));
        Assert.Equal("RAPID", cluster.ReleaseChannel!.Channel);
        Assert.Equal("03:00", cluster.MaintenancePolicy!.Window!.DailyMaintenanceWindow!.StartTime);
        Assert.Equal("mesh", cluster.NodePools![0].Config!.Labels!["role"]);
        Assert.Equal((true, 5), (cluster.NodePools[0].Autoscaling!.Enabled, cluster.NodePools[0].Autoscaling!.MaxNodeCount));
    }

    [Fact]
    public async Task Two_clusters_in_two_regions_roll_out_in_one_graph()
    {
        await using var world = await GkeWorld.StartAsync();

        await world.UpOkAsync(c => c.ApplicationBuilder.AddGkeCluster(
                "second", c.ApplicationBuilder.CreateResourceBuilder(c.Resource.Project))
            .WithLocation("europe-west1-b").WithAuthorizedNetwork("office", "203.0.113.0/24").WithNodePool("default", nodeCount: 1));

        var clusters = await world.Cloud.Container.ListClustersAsync(P, "-", TestContext.Current.CancellationToken);
        Assert.Equal(["bookinfo-istio", "second"], clusters.Select(c => c.Name).Order());
        Assert.Single(world.Traffic.Requests.Where(r => r.EndsWith(":setIamPolicy", StringComparison.Ordinal)).Distinct());
    }
}

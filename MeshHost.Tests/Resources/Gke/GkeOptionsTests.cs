using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Gcp.Compute;
using MeshHost.Gcp.Container;
using MeshHost.Gcp.Dns;
using MeshHost.Lifecycle;

namespace MeshHost.Tests.Resources.Gke;

/// <summary>Every option of a cluster, rolled out to the emulator, planned again without a difference, and torn down.</summary>
public sealed class GkeOptionsTests
{
    private const string P = GkeWorld.Project;

    private static readonly string[] s_google = ["compute.googleapis.com", "container.googleapis.com", "iam.googleapis.com", "cloudresourcemanager.googleapis.com", "dns.googleapis.com", "serviceusage.googleapis.com"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Regional_cluster_has_its_control_plane_and_nodes_in_three_zones()
    {
        await using var world = await GkeWorld.StartAsync();

        var cluster = await SettleAsync(world, c => c.WithLocation("us-central1"), "us-central1");

        Assert.Equal("us-central1", cluster.Location);
        Assert.Equal(3, cluster.Locations!.Count);
        Assert.Equal(3, cluster.NodePools![0].InstanceGroupUrls!.Count);
        Assert.Equal(9, cluster.CurrentNodeCount);
    }

    [Fact]
    public async Task Zones_of_the_nodes_are_those_declared()
    {
        await using var world = await GkeWorld.StartAsync();

        var cluster = await SettleAsync(world, c => c.WithNodeZones("us-central1-a", "us-central1-f"));

        Assert.Equal(["us-central1-a", "us-central1-f"], cluster.Locations!.Order());
    }

    [Fact]
    public async Task Autoscaled_pool_has_its_limits_and_the_size_that_the_autoscaler_gives_it()
    {
        await using var world = await GkeWorld.StartAsync();
        static void Declare(IResourceBuilder<GkeClusterResource> c) => c.WithNodePool("elastic", nodeCount: 1, configure: p => (p.MinNodeCount, p.MaxNodeCount) = (1, 6));

        await world.UpOkAsync(Declare);
        var name = new ClusterName(P, "us-central1-a", "bookinfo-istio");
        await world.Cloud.Container.Operations.WaitAsync(name, await world.Cloud.Container.SetNodePoolSizeAsync(name, "elastic", 5, null, Cancellation), null, Cancellation);
        var cluster = await SettleAsync(world, Declare);

        var scaler = cluster.NodePools!.Single(p => p.Name == "elastic").Autoscaling!;
        Assert.Equal((true, 1, 6), (scaler.Enabled, scaler.MinNodeCount, scaler.MaxNodeCount));
        Assert.Equal(8, cluster.CurrentNodeCount);
    }

    [Fact]
    public async Task Second_pool_can_be_spot_with_disks_labels_and_taints_of_its_own()
    {
        await using var world = await GkeWorld.StartAsync();

        var cluster = await SettleAsync(world, c => c.WithNodePool("batch", "n2-standard-4", 1, p =>
        {
            (p.Spot, p.DiskType, p.DiskSizeGb, p.ImageType) = (true, "pd-ssd", 120, "UBUNTU_CONTAINERD");
            p.Labels["workload"] = "batch";
            p.Taints.Add(new("spot", "true", "NO_SCHEDULE"));
        }));

        Assert.Equal(["batch", "default"], cluster.NodePools!.Select(p => p.Name).Order());
        var config = cluster.NodePools!.Single(p => p.Name == "batch").Config!;
        Assert.Equal((true, "n2-standard-4", "pd-ssd", 120, "UBUNTU_CONTAINERD"), (config.Spot, config.MachineType, config.DiskType, config.DiskSizeGb, config.ImageType));
        Assert.Equal("batch", config.Labels!["workload"]);
        Assert.Equal(("spot", "true", "NO_SCHEDULE"), (config.Taints![0].Key, config.Taints[0].Value, config.Taints[0].Effect));
    }

    [Fact]
    public async Task Channel_version_maintenance_window_and_labels_are_those_declared()
    {
        await using var world = await GkeWorld.StartAsync();

        var cluster = await SettleAsync(world, c => c.WithReleaseChannel("STABLE", "1.33").WithMaintenanceWindow(new TimeOnly(2, 30)).WithLabel("team", "mesh"));

        Assert.Equal("STABLE", cluster.ReleaseChannel!.Channel);
        Assert.StartsWith("1.33.", cluster.CurrentMasterVersion, StringComparison.Ordinal);
        Assert.Equal("02:30", cluster.MaintenancePolicy!.Window!.DailyMaintenanceWindow!.StartTime);
        Assert.Equal("mesh", cluster.ResourceLabels!["team"]);
    }

    [Fact]
    public async Task Dataplane_V2_is_chosen_at_the_creation_and_not_given_up_without_a_word()
    {
        await using var world = await GkeWorld.StartAsync();

        var cluster = await SettleAsync(world, c => c.WithDataplaneV2(), down: false);
        var plan = await world.PlanAsync();

        Assert.Equal("ADVANCED_DATAPATH", cluster.NetworkConfig!.DatapathProvider);
        var change = plan.SelectMany(p => p.Plan.Changes).Single(c => c.Kind == ChangeKind.Replace);
        Assert.Contains("datapathProvider", Assert.Single(change.Fields).Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Shielded_nodes_verify_their_boot_unless_that_is_declared_off(bool shielded)
    {
        await using var world = await GkeWorld.StartAsync();

        var cluster = await SettleAsync(world, c => c.Resource.Options.ShieldedNodes = shielded);

        Assert.Equal(shielded, cluster.ShieldedNodes?.Enabled is true);
        Assert.Equal(shielded, cluster.NodePools![0].Config!.ShieldedInstanceConfig?.EnableSecureBoot is true);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("net-host")]
    public async Task Existing_network_of_the_project_or_of_a_shared_VPCs_host_is_used_and_left_alone(string? host)
    {
        await using var world = await GkeWorld.StartAsync(o => o with { Projects = [P, "net-host"], EnabledServices = s_google });
        await CreateNetworkAsync(world, host ?? P);
        void Declare(IResourceBuilder<GkeClusterResource> c) => c.WithExistingNetwork("shared", "mesh", "mesh-pods", "mesh-services", host);

        var cluster = await SettleAsync(world, Declare, down: false);
        var rules = await world.Cloud.Compute.Firewalls.ListAsync(host ?? P, ComputeScope.Global, null, Cancellation);
        var down = await world.DownAsync(Declare);

        Assert.Equal($"projects/{host ?? P}/global/networks/shared", cluster.NetworkConfig!.Network);
        Assert.Equal("10.60.0.0/16", cluster.NodePools![0].NetworkConfig!.PodIpv4CidrBlock);
        var internalRule = rules.Single(r => r.Name == "bookinfo-istio-internal");
        Assert.Equal(["10.50.0.0/20", "10.60.0.0/16"], internalRule.SourceRanges!.Order());
        Assert.EndsWith($"projects/{host ?? P}/global/networks/shared", internalRule.Network, StringComparison.Ordinal);
        Assert.True(down.Succeeded, down.Describe());
        Assert.NotNull(await world.Cloud.Compute.Subnetworks.GetAsync(host ?? P, ComputeScope.Region("us-central1"), "mesh", Cancellation));
        Assert.DoesNotContain(await world.Cloud.Compute.Firewalls.ListAsync(host ?? P, ComputeScope.Global, null, Cancellation), r => r.Name!.StartsWith("bookinfo", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Existing_zone_keeps_its_other_records_and_itself()
    {
        await using var world = await GkeWorld.StartAsync(o => o with { EnabledServices = s_google });
        await world.Cloud.Dns.CreateZoneAsync(P, new ManagedZone { Name = "example", DnsName = "example.com.", Description = "theirs", Visibility = "public" }, Cancellation);
        await world.Cloud.Dns.ChangeRecordsAsync(P, "example", new DnsChange { Additions = [new() { Name = "mail.example.com.", Type = "A", Ttl = 60, Rrdatas = ["192.0.2.1"] }] }, Cancellation);

        await SettleAsync(world, c => Dns(c, existing: true));

        var left = await world.Cloud.Dns.ListRecordsAsync(P, "example", null, null, Cancellation);
        Assert.Equal(["mail.example.com."], left.Where(r => r.Type is "A" or "TXT").Select(r => r.Name));
    }

    [Fact]
    public async Task Zone_of_somebody_else_is_refused_unless_it_is_declared_as_existing()
    {
        await using var world = await GkeWorld.StartAsync(o => o with { EnabledServices = s_google });
        await world.Cloud.Dns.CreateZoneAsync(P, new ManagedZone { Name = "example", DnsName = "example.com.", Description = "theirs", Visibility = "public" }, Cancellation);

        var result = await world.UpAsync(c => Dns(c, existing: false));

        Assert.Contains("existing: true", result.Nodes.Single(n => n.Name == "example").Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Zone_waits_until_the_APIs_of_its_project_are_on_in_whatever_order_it_is_declared(bool zoneFirst)
    {
        await using var world = await GkeWorld.StartAsync();
        var builder = DistributedApplication.CreateBuilder([]);
        var project = builder.AddParameter("gcp-project");
        IResourceBuilder<DnsZoneResource>? zone = zoneFirst ? builder.AddDnsZone("example", project, "example.com") : null;
        builder.AddGkeCluster("mesh", project);
        zone ??= builder.AddDnsZone("example", project, "example.com");

        Assert.IsType<GkeServicesResource>(Assert.Single(zone.Resource.Annotations.OfType<WaitAnnotation>()).Resource);
        await SettleAsync(world, c => Dns(c, existing: false));
    }

    [Fact]
    public async Task Two_clusters_in_two_regions_of_one_project_are_settled_and_torn_down_together()
    {
        await using var world = await GkeWorld.StartAsync();
        static void Declare(IResourceBuilder<GkeClusterResource> c) => c.ApplicationBuilder
            .AddGkeCluster("second", c.ApplicationBuilder.CreateResourceBuilder(c.Resource.Project))
            .WithLocation("europe-west1").WithAuthorizedNetwork("office", "203.0.113.0/24").WithNodePool("default", nodeCount: 1);

        await SettleAsync(world, Declare);

        var clusters = await world.Cloud.Container.ListClustersAsync(P, "-", Cancellation);
        Assert.Empty(clusters);
    }

    private static void Dns(IResourceBuilder<GkeClusterResource> cluster, bool existing)
    {
        var builder = cluster.ApplicationBuilder;
        var zone = builder.AddDnsZone("example", builder.CreateResourceBuilder(cluster.Resource.Project), "example.com", existing);
        cluster.AddDnsRecord("record", _ => ValueTask.FromResult("bookinfo.example.com"), _ => ValueTask.FromResult("198.51.100.7")).DependsOn(zone);
    }

    private static async Task CreateNetworkAsync(GkeWorld world, string project)
    {
        var compute = world.Cloud.Compute;
        await compute.Operations.WaitAsync(project, await compute.Networks.InsertAsync(
            project, ComputeScope.Global, "shared", new Network { Name = "shared", AutoCreateSubnetworks = false, Description = "of the network team" }, Cancellation), null, Cancellation);
        await compute.Operations.WaitAsync(project, await compute.Subnetworks.InsertAsync(project, ComputeScope.Region("us-central1"), "mesh", new Subnetwork
        {
            Name = "mesh",
            Network = $"projects/{project}/global/networks/shared",
            IpCidrRange = "10.50.0.0/20",
            PrivateIpGoogleAccess = true,
            SecondaryIpRanges = [new() { RangeName = "mesh-pods", IpCidrRange = "10.60.0.0/16" }, new() { RangeName = "mesh-services", IpCidrRange = "10.70.0.0/20" }],
        }, Cancellation), null, Cancellation);
    }

    private static async Task<Cluster> SettleAsync(
        GkeWorld world, Action<IResourceBuilder<GkeClusterResource>> declare, string location = "us-central1-a", bool down = true)
    {
        await world.UpOkAsync(declare);
        world.Traffic.Clear();
        var plan = await world.PlanAsync(declare);
        await world.UpOkAsync(declare);
        var cluster = (await world.Cloud.Container.GetClusterAsync(new ClusterName(P, location, "bookinfo-istio"), Cancellation))!;

        Assert.Empty(plan.Where(p => p.Plan.HasChanges).Select(p => $"{p.Node}: {string.Join(", ", p.Plan.Changes.SelectMany(c => c.Fields))}"));
        Assert.Empty(world.Traffic.Changes);
        if (down)
        {
            var result = await world.DownAsync(declare);
            Assert.True(result.Succeeded, result.Describe());
            Assert.Empty(await world.InventoryAsync());
        }

        return cluster;
    }
}

using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Emulator.Google;
using MeshHost.Gcp.Compute;
using MeshHost.Gcp.Container;
using MeshHost.Gcp.Iam;
using MeshHost.Tests.Gcp;

namespace MeshHost.Tests.Resources.Gke;

/// <summary>
/// Everything that the lifecycles send, recorded once: the how-to rolled out from nothing, changed by hand in every field that can be corrected in
/// place, corrected, declared otherwise, torn down with what GKE leaves behind; and a second cloud in which half of it exists already.
/// </summary>
public sealed class GkeRecording : IAsyncLifetime
{
    private const string P = GkeWorld.Project;

    private static readonly ClusterName s_cluster = new(P, "us-central1-a", "bookinfo-istio");

    private static readonly ComputeScope s_region = ComputeScope.Region("us-central1");

    private readonly List<RecordedRequest> _requests = [];

    /// <summary>All requests, in the order in which they were sent.</summary>
    internal IReadOnlyList<RecordedRequest> Requests => _requests;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await RecordFromNothingAsync();
        await RecordWithPartsThatExistAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The how-to's declaration, with the names and sizes of the recorded bodies.</summary>
    internal static void DeclareHowTo(IResourceBuilder<GkeClusterResource> cluster)
    {
        var options = cluster.Resource.Options;
        options.AuthorizedNetworks.Clear();
        cluster.WithAuthorizedNetwork("office", "203.0.113.7/32");
        RemovePools(cluster);
        cluster.WithNodePool("bookinfo-istio-pool", "e2-standard-4", 3, p =>
        {
            (p.MinNodeCount, p.MaxNodeCount) = (1, 5);
            p.Labels["role"] = "mesh";
        });
    }

    internal static void RemovePools(IResourceBuilder<GkeClusterResource> cluster)
    {
        cluster.Resource.Options.NodePools.Clear();
        var resources = cluster.ApplicationBuilder.Resources;
        foreach (var pool in resources.OfType<GkeNodePoolResource>().Where(p => ReferenceEquals(p.Parent, cluster.Resource)).ToArray())
        {
            resources.Remove(pool);
        }
    }

    private static void DeclareDns(IResourceBuilder<GkeClusterResource> cluster, string address)
    {
        var builder = cluster.ApplicationBuilder;
        var zone = builder.AddDnsZone("example", builder.CreateResourceBuilder(cluster.Resource.Project), "example.com");
        cluster.AddDnsRecord("record", _ => ValueTask.FromResult("grafana.example.com"), _ => ValueTask.FromResult(address)).DependsOn(zone);
    }

    private async Task RecordFromNothingAsync()
    {
        await using var world = await GkeWorld.StartAsync(o => o with { EnabledServices = ["serviceusage.googleapis.com"] });
        await world.UpOkAsync(c => Declare(c, "34.9.9.9"));
        await MeddleAsync(world);
        await world.UpOkAsync(c => Declare(c, "34.1.2.3"));
        Assert.Empty((await world.PlanAsync(c => Declare(c, "34.1.2.3"))).SelectMany(p => p.Plan.Changes).SelectMany(c => c.Fields).Select(f => f.ToString()));
        await world.UpOkAsync(c =>
        {
            Declare(c, "34.1.2.3");
            c.WithAuthorizedNetwork("home", "198.51.100.7/32").WithLabel("team", "mesh").WithMaintenanceWindow(new TimeOnly(3, 0)).WithNodeZones("us-central1-a", "us-central1-b");
            c.Resource.Options.NodeRange = MeshHost.Resources.Gke.CidrRange.Parse("10.10.0.0/19");
            c.Resource.Options.NodePools[0].Taints.Add(new("dedicated", "mesh", "PREFER_NO_SCHEDULE"));
        });
        world.Google.CreateLoadBalancer(P, "us-central1", "bookinfo-istio-vpc", "cluster-id/istio-ingress/istio-ingressgateway", [new LoadBalancerPort(80)]);
        world.Google.CreateDisk(P, "us-central1-a", "pvc-1", 10, "bookinfo-istio");
        var down = await world.DownAsync(c => Declare(c, "34.1.2.3"));
        Assert.True(down.Succeeded, down.Describe());
        _requests.AddRange(world.Traffic.Recorded);

        static void Declare(IResourceBuilder<GkeClusterResource> cluster, string address)
        {
            DeclareHowTo(cluster);
            DeclareDns(cluster, address);
        }
    }

    private async Task RecordWithPartsThatExistAsync()
    {
        await using var world = await GkeWorld.StartAsync();
        var (compute, mark) = (world.Cloud.Compute, "managed by meshhost for cluster 'bookinfo-istio'");
        await world.Cloud.ServiceUsage.EnableAsync(P, ["compute.googleapis.com"], null, Cancellation);
        await compute.Operations.WaitAsync(P, await compute.Networks.InsertAsync(P, ComputeScope.Global, "bookinfo-istio-vpc", new Network
        {
            Name = "bookinfo-istio-vpc",
            Description = mark,
            AutoCreateSubnetworks = false,
        }, Cancellation), null, Cancellation);
        await compute.Operations.WaitAsync(P, await compute.Subnetworks.InsertAsync(P, s_region, "bookinfo-istio-subnet", new Subnetwork
        {
            Name = "bookinfo-istio-subnet",
            Description = mark,
            Network = $"projects/{P}/global/networks/bookinfo-istio-vpc",
            IpCidrRange = "10.10.0.0/20",
            SecondaryIpRanges = [new() { RangeName = "pods", IpCidrRange = "10.20.0.0/16" }],
        }, Cancellation), null, Cancellation);

        await world.UpOkAsync(c => First(c, 1));
        await world.UpOkAsync(c => First(c, 3).WithNodePool("bookinfo-istio-pool", "e2-standard-4", 3, p =>
        {
            (p.MinNodeCount, p.MaxNodeCount) = (1, 5);
            p.Labels["role"] = "mesh";
        }));
        await world.UpOkAsync(c => First(c, 3));
        _requests.AddRange(world.Traffic.Recorded);

        static IResourceBuilder<GkeClusterResource> First(IResourceBuilder<GkeClusterResource> cluster, int nodes)
        {
            RemovePools(cluster);
            return cluster.WithNodePool("first", nodeCount: nodes);
        }
    }

    // What somebody could do in the console: every field that we declare and Google lets change.
    private static async Task MeddleAsync(GkeWorld world)
    {
        var (compute, container) = (world.Cloud.Compute, world.Cloud.Container);
        await WaitAsync(await compute.Networks.PatchAsync(P, ComputeScope.Global, "bookinfo-istio-vpc", new Network { RoutingConfig = new() { RoutingMode = "GLOBAL" } }, Cancellation));
        await WaitAsync(await compute.SetPrivateIpGoogleAccessAsync(P, "us-central1", "bookinfo-istio-subnet", false, Cancellation));
        await WaitAsync(await compute.Routers.PatchAsync(P, s_region, "bookinfo-istio-router", new Router { Nats = [] }, Cancellation));
        await WaitAsync(await compute.Firewalls.PatchAsync(P, ComputeScope.Global, "bookinfo-istio-ingress", new Firewall { Name = "bookinfo-istio-ingress", Disabled = true, LogConfig = new() { Enable = true } }, Cancellation));
        const string Account = "bookinfo-istio-nodes@mesh-demo.iam.gserviceaccount.com";
        await world.Cloud.Iam.PatchServiceAccountAsync(P, Account, new ServiceAccount { DisplayName = "changed" }, Cancellation);
        await world.Cloud.ResourceManager.ModifyIamPolicyAsync(P, p => IamPolicyEditor.Revoke(p, $"serviceAccount:{Account}", ["roles/logging.logWriter"]), Cancellation);
        ClusterUpdate[] updates =
        [
            new() { DesiredAddonsConfig = new() { HttpLoadBalancing = new() { Disabled = true } } },
            new() { DesiredControlPlaneEndpointsConfig = new() { IpEndpointsConfig = new() { AuthorizedNetworksConfig = new() { Enabled = true, CidrBlocks = [new() { CidrBlockValue = "192.0.2.0/24", DisplayName = "x" }] } } } },
            new() { DesiredControlPlaneEndpointsConfig = new() { DnsEndpointConfig = new() { AllowExternalTraffic = true } } },
            new() { DesiredDefaultEnablePrivateNodes = false },
            new() { DesiredReleaseChannel = new() { Channel = "RAPID" } },
            new() { DesiredWorkloadIdentityConfig = new() { WorkloadPool = "" } },
            new() { DesiredLoggingConfig = new() { ComponentConfig = new() { EnableComponents = [] } } },
            new() { DesiredMonitoringConfig = new() { ComponentConfig = new() { EnableComponents = [] } } },
            new() { DesiredShieldedNodes = new() { Enabled = false } },
        ];
        foreach (var update in updates)
        {
            await container.Operations.WaitAsync(s_cluster, await container.UpdateClusterAsync(s_cluster, update, null, Cancellation), null, Cancellation);
        }

        var cluster = (await container.GetClusterAsync(s_cluster, Cancellation))!;
        const string Pool = "bookinfo-istio-pool";
        ContainerOperation[] changes =
        [
            await Done(container.SetResourceLabelsAsync(s_cluster, new Dictionary<string, string> { ["managed-by"] = "meshhost", ["meshhost-cluster"] = "bookinfo-istio", ["theirs"] = "x" }, cluster.LabelFingerprint, null, Cancellation)),
            await Done(container.UpdateNodePoolAsync(s_cluster, Pool, new UpdateNodePoolRequest { MachineType = "e2-standard-2", DiskType = "pd-ssd", DiskSizeGb = 80 }, null, Cancellation)),
            await Done(container.UpdateNodePoolAsync(s_cluster, Pool, new UpdateNodePoolRequest { Labels = new() { Labels = new Dictionary<string, string> { ["role"] = "other" } } }, null, Cancellation)),
            await Done(container.UpdateNodePoolAsync(s_cluster, Pool, new UpdateNodePoolRequest { WorkloadMetadataConfig = new() { Mode = "GCE_METADATA" } }, null, Cancellation)),
            await Done(container.UpdateNodePoolAsync(s_cluster, Pool, new UpdateNodePoolRequest { ImageType = "UBUNTU_CONTAINERD" }, null, Cancellation)),
            await Done(container.UpdateNodePoolAsync(s_cluster, Pool, new UpdateNodePoolRequest { UpgradeSettings = new() { Strategy = "SURGE", MaxSurge = 3, MaxUnavailable = 1 } }, null, Cancellation)),
            await Done(container.UpdateNodePoolAsync(s_cluster, Pool, new UpdateNodePoolRequest { NodeNetworkConfig = new() { EnablePrivateNodes = false } }, null, Cancellation)),
            await Done(container.SetNodePoolAutoscalingAsync(s_cluster, Pool, new NodePoolAutoscaling { Enabled = true, MinNodeCount = 2, MaxNodeCount = 4 }, null, Cancellation)),
            await Done(container.SetNodePoolManagementAsync(s_cluster, Pool, new NodeManagement { AutoRepair = false, AutoUpgrade = true }, null, Cancellation)),
        ];
        Assert.All(changes, c => Assert.Equal("DONE", c.Status));

        async Task WaitAsync(ComputeOperation operation) => await compute.Operations.WaitAsync(P, operation, null, Cancellation);

        async Task<ContainerOperation> Done(Task<ContainerOperation> operation) => await container.Operations.WaitAsync(s_cluster, await operation, null, Cancellation);
    }
}

using MeshHost.Gcp;
using MeshHost.Gcp.Compute;
using MeshHost.Gcp.Container;
using MeshHost.Gcp.Dns;
using MeshHost.Gcp.Iam;

namespace MeshHost.Tests.Gcp;

/// <summary>Every request of every client, against Google's discovery documents.</summary>
public sealed class RequestContractTests
{
    private const string P = "demo-project";

    private static readonly ClusterName s_cluster = new(P, "us-central1-a", "mesh");

    private static readonly ComputeScope s_region = ComputeScope.Region("us-central1");

    private static readonly ComputeScope s_zone = ComputeScope.Zone("us-central1-a");

    private static readonly string[] s_documents =
        ["compute.v1.json", "container.v1.json", "iam.v1.json", "cloudresourcemanager.v1.json", "dns.v1.json", "serviceusage.v1.json", "cloudbilling.v1.json"];

    private static Dictionary<string, Func<GoogleCloud, CancellationToken, Task>> Calls { get; } = new()
    {
        ["networks.get"] = (g, ct) => g.Compute.Networks.GetAsync(P, ComputeScope.Global, "n", ct),
        ["networks.list"] = (g, ct) => g.Compute.Networks.ListAsync(P, ComputeScope.Global, "name eq n", ct),
        ["networks.insert"] = (g, ct) => g.Compute.Networks.InsertAsync(P, ComputeScope.Global, "n", new Network
        {
            Name = "n",
            Description = "d",
            AutoCreateSubnetworks = false,
            Mtu = 1460,
            RoutingConfig = new() { RoutingMode = "REGIONAL" },
        }, ct),
        ["networks.patch"] = (g, ct) => g.Compute.Networks.PatchAsync(
            P, ComputeScope.Global, "n", new Network { RoutingConfig = new() { RoutingMode = "GLOBAL" } }, ct),
        ["networks.delete"] = (g, ct) => g.Compute.Networks.DeleteAsync(P, ComputeScope.Global, "n", ct),
        ["subnetworks.get"] = (g, ct) => g.Compute.Subnetworks.GetAsync(P, s_region, "s", ct),
        ["subnetworks.aggregatedList"] = (g, ct) => g.Compute.Subnetworks.AggregatedListAsync(P, null, ct),
        ["subnetworks.insert"] = (g, ct) => g.Compute.Subnetworks.InsertAsync(P, s_region, "s", new Subnetwork
        {
            Name = "s",
            Description = "d",
            Network = "projects/p/global/networks/n",
            IpCidrRange = "10.0.0.0/20",
            PrivateIpGoogleAccess = true,
            SecondaryIpRanges = [new() { RangeName = "pods", IpCidrRange = "10.1.0.0/16" }],
        }, ct),
        ["subnetworks.patch"] = (g, ct) => g.Compute.Subnetworks.PatchAsync(
            P, s_region, "s", new Subnetwork { Fingerprint = "abc=", SecondaryIpRanges = [new() { RangeName = "pods", IpCidrRange = "10.1.0.0/16" }] }, ct),
        ["subnetworks.setPrivateIpGoogleAccess"] = (g, ct) => g.Compute.SetPrivateIpGoogleAccessAsync(P, "us-central1", "s", false, ct),
        ["subnetworks.expandIpCidrRange"] = (g, ct) => g.Compute.ExpandIpCidrRangeAsync(P, "us-central1", "s", "10.0.0.0/19", ct),
        ["subnetworks.delete"] = (g, ct) => g.Compute.Subnetworks.DeleteAsync(P, s_region, "s", ct),
        ["routers.insert"] = (g, ct) => g.Compute.Routers.InsertAsync(P, s_region, "r", new Router { Name = "r", Network = "projects/p/global/networks/n" }, ct),
        ["routers.patch"] = (g, ct) => g.Compute.Routers.PatchAsync(P, s_region, "r", new Router
        {
            Nats = [new()
            {
                Name = "nat", NatIpAllocateOption = "AUTO_ONLY", SourceSubnetworkIpRangesToNat = "ALL_SUBNETWORKS_ALL_IP_RANGES",
                LogConfig = new() { Enable = true, Filter = "ERRORS_ONLY" },
            }],
        }, ct),
        ["routers.delete"] = (g, ct) => g.Compute.Routers.DeleteAsync(P, s_region, "r", ct),
        ["firewalls.insert"] = (g, ct) => g.Compute.Firewalls.InsertAsync(P, ComputeScope.Global, "f", new Firewall
        {
            Name = "f",
            Description = "d",
            Network = "projects/p/global/networks/n",
            Direction = "INGRESS",
            Priority = 1000,
            Disabled = false,
            Allowed = [new() { IPProtocol = "tcp", Ports = ["80", "443"] }],
            SourceRanges = ["0.0.0.0/0"],
            TargetServiceAccounts = ["a@p.iam.gserviceaccount.com"],
            LogConfig = new() { Enable = false },
        }, ct),
        ["firewalls.patch"] = (g, ct) => g.Compute.Firewalls.PatchAsync(
            P, ComputeScope.Global, "f", new Firewall { Name = "f", SourceRanges = ["10.0.0.0/8"] }, ct),
        ["firewalls.delete"] = (g, ct) => g.Compute.Firewalls.DeleteAsync(P, ComputeScope.Global, "f", ct),
        ["operations.wait global"] = (g, ct) => g.Compute.Operations.WaitAsync(P, new ComputeOperation { Name = "o", Status = "RUNNING" }, null, ct),
        ["operations.wait region"] = (g, ct) => g.Compute.Operations.WaitAsync(
            P, new ComputeOperation { Name = "o", Status = "RUNNING", Region = "https://x/regions/us-central1" }, null, ct),
        ["operations.wait zone"] = (g, ct) => g.Compute.Operations.WaitAsync(
            P, new ComputeOperation { Name = "o", Status = "RUNNING", Zone = "https://x/zones/us-central1-a" }, null, ct),
        ["operations.list"] = (g, ct) => g.Compute.Operations.FindRunningAsync(P, ComputeScope.Global, "/networks/n", ct),
        ["forwardingRules"] = (g, ct) => g.Compute.ForwardingRules.AggregatedListAsync(P, null, ct),
        ["forwardingRules.delete"] = (g, ct) => g.Compute.ForwardingRules.DeleteAsync(P, s_region, "x", ct),
        ["globalForwardingRules.delete"] = (g, ct) => g.Compute.ForwardingRules.DeleteAsync(P, ComputeScope.Global, "x", ct),
        ["targetPools"] = (g, ct) => g.Compute.TargetPools.AggregatedListAsync(P, null, ct),
        ["targetPools.delete"] = (g, ct) => g.Compute.TargetPools.DeleteAsync(P, s_region, "x", ct),
        ["backendServices"] = (g, ct) => g.Compute.BackendServices.AggregatedListAsync(P, null, ct),
        ["backendServices.delete"] = (g, ct) => g.Compute.BackendServices.DeleteAsync(P, ComputeScope.Global, "x", ct),
        ["regionBackendServices.delete"] = (g, ct) => g.Compute.BackendServices.DeleteAsync(P, s_region, "x", ct),
        ["healthChecks"] = (g, ct) => g.Compute.HealthChecks.AggregatedListAsync(P, null, ct),
        ["healthChecks.delete"] = (g, ct) => g.Compute.HealthChecks.DeleteAsync(P, ComputeScope.Global, "x", ct),
        ["regionHealthChecks.delete"] = (g, ct) => g.Compute.HealthChecks.DeleteAsync(P, s_region, "x", ct),
        ["httpHealthChecks"] = (g, ct) => g.Compute.HttpHealthChecks.ListAsync(P, ComputeScope.Global, null, ct),
        ["httpHealthChecks.delete"] = (g, ct) => g.Compute.HttpHealthChecks.DeleteAsync(P, ComputeScope.Global, "x", ct),
        ["addresses"] = (g, ct) => g.Compute.Addresses.AggregatedListAsync(P, null, ct),
        ["addresses.delete"] = (g, ct) => g.Compute.Addresses.DeleteAsync(P, s_region, "x", ct),
        ["globalAddresses.delete"] = (g, ct) => g.Compute.Addresses.DeleteAsync(P, ComputeScope.Global, "x", ct),
        ["networkEndpointGroups"] = (g, ct) => g.Compute.NetworkEndpointGroups.AggregatedListAsync(P, null, ct),
        ["networkEndpointGroups.delete"] = (g, ct) => g.Compute.NetworkEndpointGroups.DeleteAsync(P, s_zone, "x", ct),
        ["disks"] = (g, ct) => g.Compute.Disks.AggregatedListAsync(P, null, ct),
        ["disks.delete"] = (g, ct) => g.Compute.Disks.DeleteAsync(P, s_zone, "x", ct),
        ["regions.get"] = (g, ct) => g.Compute.GetRegionAsync(P, "us-central1", ct),
        ["zones.get"] = (g, ct) => g.Compute.GetZoneAsync(P, "us-central1-a", ct),
        ["machineTypes.get"] = (g, ct) => g.Compute.GetMachineTypeAsync(P, "us-central1-a", "e2-standard-4", ct),
        ["clusters.get"] = (g, ct) => g.Container.GetClusterAsync(s_cluster, ct),
        ["clusters.list"] = (g, ct) => g.Container.ListClustersAsync(P, "-", ct),
        ["clusters.create"] = (g, ct) => g.Container.CreateClusterAsync(s_cluster, new Cluster { Name = "mesh" }, ct),
        ["clusters.update"] = (g, ct) => g.Container.UpdateClusterAsync(
            s_cluster, new ClusterUpdate { DesiredReleaseChannel = new() { Channel = "RAPID" } }, null, ct),
        ["clusters.setResourceLabels"] = (g, ct) => g.Container.SetResourceLabelsAsync(s_cluster, new Dictionary<string, string> { ["a"] = "b" }, "f", null, ct),
        ["clusters.setMaintenancePolicy"] = (g, ct) => g.Container.SetMaintenancePolicyAsync(
            s_cluster, new MaintenancePolicy { Window = new() { DailyMaintenanceWindow = new() { StartTime = "03:00" } }, ResourceVersion = "v" }, null, ct),
        ["clusters.delete"] = (g, ct) => g.Container.DeleteClusterAsync(s_cluster, null, ct),
        ["nodePools.get"] = (g, ct) => g.Container.GetNodePoolAsync(s_cluster, "p", ct),
        ["nodePools.create"] = (g, ct) => g.Container.CreateNodePoolAsync(s_cluster, new NodePool { Name = "p", InitialNodeCount = 1 }, null, ct),
        ["nodePools.update"] = (g, ct) => g.Container.UpdateNodePoolAsync(s_cluster, "p", new UpdateNodePoolRequest
        {
            DiskSizeGb = 100,
            Labels = new() { Labels = new Dictionary<string, string> { ["a"] = "b" } },
            Tags = new() { Tags = ["t"] },
            Taints = new() { Taints = [new() { Key = "k", Value = "v", Effect = "NO_SCHEDULE" }] },
        }, null, ct),
        ["nodePools.setSize"] = (g, ct) => g.Container.SetNodePoolSizeAsync(s_cluster, "p", 3, null, ct),
        ["nodePools.setAutoscaling"] = (g, ct) => g.Container.SetNodePoolAutoscalingAsync(
            s_cluster, "p", new NodePoolAutoscaling { Enabled = true, MinNodeCount = 1, MaxNodeCount = 3 }, null, ct),
        ["nodePools.setManagement"] = (g, ct) => g.Container.SetNodePoolManagementAsync(
            s_cluster, "p", new NodeManagement { AutoRepair = true, AutoUpgrade = false }, null, ct),
        ["nodePools.delete"] = (g, ct) => g.Container.DeleteNodePoolAsync(s_cluster, "p", null, ct),
        ["serverConfig"] = (g, ct) => g.Container.GetServerConfigAsync(P, "us-central1-a", ct),
        ["container operations"] = (g, ct) => g.Container.Operations.FindRunningAsync(s_cluster, ct),
        ["container operation"] = (g, ct) => g.Container.Operations.WaitAsync(s_cluster, new ContainerOperation { Name = "o", Status = "RUNNING" }, null, ct),
        ["serviceAccounts.get"] = (g, ct) => g.Iam.GetServiceAccountAsync(P, "a@demo-project.iam.gserviceaccount.com", ct),
        ["serviceAccounts.create"] = (g, ct) => g.Iam.CreateServiceAccountAsync(P, "nodes", new ServiceAccount { DisplayName = "n", Description = "d" }, ct),
        ["serviceAccounts.patch"] = (g, ct) => g.Iam.PatchServiceAccountAsync(P, "a@b.c", new ServiceAccount { DisplayName = "n" }, ct),
        ["serviceAccounts.delete"] = (g, ct) => g.Iam.DeleteServiceAccountAsync(P, "a@b.c", ct),
        ["serviceAccounts.enable"] = (g, ct) => g.Iam.EnableServiceAccountAsync(P, "a@b.c", ct),
        ["instanceGroups.get"] = (g, ct) => g.Compute.InstanceGroups.GetAsync(P, s_zone, "g", ct),
        ["projects.get"] = (g, ct) => g.ResourceManager.GetProjectAsync(P, ct),
        ["projects policy"] = (g, ct) => g.ResourceManager.ModifyIamPolicyAsync(
            P, p => IamPolicyEditor.Grant(p, "serviceAccount:a@b.c", ["roles/logging.logWriter"]), ct),
        ["projects.testIamPermissions"] = (g, ct) => g.ResourceManager.TestIamPermissionsAsync(P, ["compute.networks.create"], ct),
        ["managedZones.get"] = (g, ct) => g.Dns.GetZoneAsync(P, "z", ct),
        ["managedZones.list"] = (g, ct) => g.Dns.ListZonesAsync(P, "example.com.", ct),
        ["managedZones.create"] = (g, ct) => g.Dns.CreateZoneAsync(
            P, new ManagedZone { Name = "z", DnsName = "example.com.", Description = "d", Visibility = "public", Labels = new Dictionary<string, string>() }, ct),
        ["managedZones.delete"] = (g, ct) => g.Dns.DeleteZoneAsync(P, "z", ct),
        ["rrsets.list"] = (g, ct) => g.Dns.ListRecordsAsync(P, "z", "a.example.com.", "A", ct),
        ["changes.create"] = (g, ct) => g.Dns.ChangeRecordsAsync(P, "z", new DnsChange
        {
            Additions = [new() { Name = "a.example.com.", Type = "A", Ttl = 300, Rrdatas = ["192.0.2.1"] }],
        }, ct),
        ["services.list"] = (g, ct) => g.ServiceUsage.ListEnabledAsync(P, ct),
        ["services.batchEnable"] = (g, ct) => g.ServiceUsage.EnableAsync(P, ["compute.googleapis.com"], null, ct),
        ["billing"] = (g, ct) => g.Billing.GetAsync(P, ct),
    };

    public static TheoryData<string> Names => [.. Calls.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Request_is_as_Google_documents_it(string name)
    {
        var answers = 0;
        using var test = new TestCloud(r => RecordingHandler.Json(
            r.Uri.AbsolutePath.EndsWith("/changes", StringComparison.Ordinal) && Interlocked.Increment(ref answers) == 1
                ? """{"id":"7","status":"pending"}"""
                : r.Uri.AbsolutePath.Contains("/changes/", StringComparison.Ordinal) ? """{"id":"7","status":"done"}"""
                : r.Uri.AbsolutePath.EndsWith(":getIamPolicy", StringComparison.Ordinal) ? "{}"
                : r.Uri.AbsolutePath.EndsWith(":batchEnable", StringComparison.Ordinal) ? """{"name":"operations/acat.1","done":false}"""
                : """{"name":"operation-1-2","status":"DONE","done":true}"""));

        await Calls[name](test.Cloud, TestContext.Current.CancellationToken);

        var documents = s_documents.Select(DiscoveryDocument.Load).ToDictionary(d => d.Root.Host);
        Assert.NotEmpty(test.Handler.Requests);
        Assert.Empty(test.Handler.Requests.SelectMany(r => documents[r.Uri.Host].Problems(r)));
    }

    [Fact]
    public void Validation_finds_unknown_fields_wrong_types_and_unknown_parameters()
    {
        var compute = DiscoveryDocument.Load("compute.v1.json");
        var uri = new Uri("https://compute.googleapis.com/compute/v1/projects/p/global/networks?requestId=1&bogus=2");

        var problems = compute.Problems(new RecordedRequest("POST", uri, """{"name":1,"wrong":true,"autoCreateSubnetworks":false}""", null));

        Assert.Equal(3, problems.Count);
        Assert.Single(compute.Problems(new RecordedRequest("POST", new Uri("https://compute.googleapis.com/compute/v1/projects/p/global/netwoks"), "{}", null)));
    }
}

using Aspire.Hosting;
using MeshHost.Emulator.Google.Faults;
using MeshHost.Gcp.Container;

namespace MeshHost.Tests.Resources.Gke;

/// <summary>What Google refuses in the middle of a rollout, as the node tells it: what, on what, why, and what to do.</summary>
public sealed class GkeExplainedFailureTests
{
    private static readonly ClusterName s_cluster = new(GkeWorld.Project, "us-central1-a", "bookinfo-istio");

    private static Dictionary<string, (string Node, Fault Fault, string[] Expected)> Refusals { get; } = new()
    {
        ["service disabled"] = ("cluster", Refuse("container.projects.locations.clusters.create", 403, "accessNotConfigured", "PERMISSION_DENIED",
            "Kubernetes Engine API has not been used in project 7 before or it is disabled. Enable it by visiting https://console.developers.google.com/apis/api/container.googleapis.com/overview.") with
        { ErrorInfoReason = "SERVICE_DISABLED" },
            ["Enable the API container.googleapis.com", "roles/serviceusage.serviceUsageAdmin"]),
        ["billing"] = ("network", Refuse("compute.networks.insert", 403, "forbidden", "PERMISSION_DENIED", "This API method requires billing to be enabled. Please enable billing on project #7."),
            ["billing", "Link the project to an open billing account"]),
        ["permission"] = ("fw-ingress", Refuse("compute.firewalls.insert", 403, "forbidden", "PERMISSION_DENIED",
            "Required 'compute.firewalls.create' permission for 'projects/mesh-demo/global/firewalls/bookinfo-istio-ingress'") with
        { Count = null },
            ["'compute.firewalls.create'", "projects/mesh-demo/global/firewalls/bookinfo-istio-ingress", "roles/compute.securityAdmin"]),
        ["permission to act as the node account"] = ("cluster", Refuse("container.projects.locations.clusters.create", 403, "forbidden", "PERMISSION_DENIED",
            "Permission 'iam.serviceAccounts.actAs' denied on service account bookinfo-istio-nodes@mesh-demo.iam.gserviceaccount.com"),
            ["'iam.serviceAccounts.actAs'", "bookinfo-istio-nodes@mesh-demo", "roles/iam.serviceAccountUser"]),
        ["organisation policy"] = ("router", Refuse("compute.routers.insert", 412, "conditionNotMet", "FAILED_PRECONDITION",
            "Constraint constraints/compute.restrictCloudNATUsage violated for projects/mesh-demo."),
            ["constraints/compute.restrictCloudNATUsage", "policy administrator"]),
        ["organisation policy on nodes"] = ("cluster", Operation("container.projects.locations.clusters.create", "FAILED_PRECONDITION",
            "Instance creation failed: Constraint constraints/compute.requireShieldedVm violated for project 7."),
            ["constraints/compute.requireShieldedVm", "policy administrator"]),
        ["range conflict"] = ("subnetwork", Refuse("compute.subnetworks.insert", 400, "invalid", "INVALID_ARGUMENT",
            "Invalid value for field 'resource.ipCidrRange': '10.10.0.0/20'. Invalid IPCidrRange: 10.10.0.0/20 conflicts with existing subnetwork 'data' in region 'us-central1'."),
            ["conflicts with existing subnetwork 'data'", "WithNetwork"]),
        ["addresses used up"] = ("cluster", Operation("container.projects.locations.clusters.create", "IP_SPACE_EXHAUSTED",
            "Instance 'gke-x' creation failed: IP space of 'projects/mesh-demo/regions/us-central1/subnetworks/bookinfo-istio-subnet-pods' is exhausted."),
            ["is exhausted", "declare a larger range"]),
        ["stockout"] = ("cluster", FaultCatalog.Create("stockout", "container.projects.locations.clusters.create"),
            ["does not have enough resources", "Other zones of us-central1: us-central1-b, us-central1-c, us-central1-f"]),
        ["quota of the network"] = ("network", FaultCatalog.Create("operation-quota", "compute.networks.insert"),
            ["Quota 'NETWORKS' exceeded", "NETWORKS (global): 0 of 50 in use", "IAM & Admin, Quotas"]),
        ["quota of the nodes"] = ("cluster", FaultCatalog.Create("node-quota", "container.projects.locations.clusters.create"),
            ["SSD_TOTAL_GB", "SSD_TOTAL_GB (us-central1): ", "20480 in use", "the next run replaces it"]),
        ["operation failed"] = ("cluster", Operation("container.projects.locations.clusters.create", "INVALID",
            "All cluster resources were brought up, but: only 0 nodes out of 3 have registered; cluster may be unhealthy."),
            ["operation operation-", "CREATE_CLUSTER", "only 0 nodes out of 3 have registered", "the next run replaces it"]),
    };

    public static TheoryData<string> Names => [.. Refusals.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Refusal_is_explained_and_the_next_run_goes_on_from_there(string name)
    {
        await using var world = await GkeWorld.StartAsync();
        var (node, fault, expected) = Refusals[name];
        world.Google.Faults.Add(fault);

        var failed = await world.UpAsync();
        world.Google.Faults.Clear();
        await world.UpOkAsync();

        var cause = failed.Nodes.Single(n => n.Name == $"bookinfo-istio-{node}").Cause;
        Assert.All(expected, e => Assert.Contains(e, cause, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cluster_in_ERROR_is_shown_with_its_conditions_until_it_is_replaced()
    {
        await using var world = await GkeWorld.StartAsync();
        world.Google.Faults.Add(FaultCatalog.Create("node-quota", "container.projects.locations.clusters.create"));
        await world.UpAsync();

        var health = await world.HealthAsync("bookinfo-istio-cluster");
        await world.UpOkAsync();

        Assert.Contains("is ERROR: GCE_QUOTA_EXCEEDED: ", health, StringComparison.Ordinal);
        Assert.Null(await world.HealthAsync("bookinfo-istio-cluster"));
    }

    [Fact]
    public async Task Pool_whose_creation_failed_tells_other_zones_and_is_replaced()
    {
        await using var world = await GkeWorld.StartAsync();
        await world.UpOkAsync();
        world.Google.Faults.Add(FaultCatalog.Create("stockout", "container.projects.locations.clusters.nodePools.create"));

        var failed = await world.UpAsync(c => c.WithNodePool("more", nodeCount: 1));
        var left = (await world.Cloud.Container.GetNodePoolAsync(s_cluster, "more", TestContext.Current.CancellationToken))!.Status;
        await world.UpOkAsync(c => c.WithNodePool("more", nodeCount: 1));

        Assert.Contains("Other zones of us-central1: us-central1-b", failed.Nodes.Single(n => n.Name == "bookinfo-istio-pool-more").Cause, StringComparison.Ordinal);
        Assert.Equal("ERROR", left);
        Assert.Equal("RUNNING", (await world.Cloud.Container.GetNodePoolAsync(s_cluster, "more", TestContext.Current.CancellationToken))!.Status);
    }

    [Theory]
    [InlineData("policy-race", "cloudresourcemanager.projects.setIamPolicy", 4)]
    [InlineData("unknown-account-yet", "cloudresourcemanager.projects.setIamPolicy", 6)]
    [InlineData("not-found-yet", "iam.projects.serviceAccounts.get", 5)]
    [InlineData("permission-denied", "iam.projects.serviceAccounts.get", 1)]
    [InlineData("concurrent-operations", "container.projects.locations.clusters.create", 3)]
    [InlineData("rate-limited-403", "compute.*.insert", 5)]
    public async Task What_passes_by_itself_is_waited_for(string fault, string method, int count)
    {
        await using var world = await GkeWorld.StartAsync();

        // The account is read once before it is created: there its absence is no fault.
        var skip = method.EndsWith("serviceAccounts.get", StringComparison.Ordinal) ? 2 : 0;
        world.Google.Faults.Add(FaultCatalog.Create(fault, method, count) with { Skip = skip });

        await world.UpOkAsync();

        Assert.Equal(count, world.Google.Faults.Hits);
    }

    private static Fault Refuse(string method, int status, string reason, string code, string message) =>
        new() { Method = method, Kind = FaultKind.Error, HttpStatus = status, Reason = reason, Code = code, Message = message, Count = null };

    private static Fault Operation(string method, string code, string message) =>
        new() { Method = method, Kind = FaultKind.OperationError, HttpStatus = 400, Code = code, Message = message };
}

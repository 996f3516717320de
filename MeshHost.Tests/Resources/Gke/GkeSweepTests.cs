using System.Text.Json.Nodes;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Emulator.Google.Compute;
using MeshHost.Gcp.Compute;
using ComputeScope = MeshHost.Gcp.Compute.ComputeScope;

namespace MeshHost.Tests.Resources.Gke;

/// <summary>
/// What a tear-down sweeps: everything that GKE and its controllers make and leave, and nothing else. Each kind, and beside it something that
/// looks alike and is not provably the cluster's.
/// </summary>
public sealed class GkeSweepTests
{
    private const string P = GkeWorld.Project;

    private const string Network = $"projects/{P}/global/networks/bookinfo-istio-vpc";

    private const string Subnetwork = $"projects/{P}/regions/us-central1/subnetworks/bookinfo-istio-subnet";

    private const string Region = $"projects/{P}/regions/us-central1";

    private const string Zone = $"projects/{P}/zones/us-central1-a";

    private static readonly string[] s_google = ["compute.googleapis.com", "container.googleapis.com", "iam.googleapis.com", "cloudresourcemanager.googleapis.com", "dns.googleapis.com", "serviceusage.googleapis.com"];

    private const string Balancer = "a0123456789abcdef0123456789abcde";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>What GKE leaves, by what it was for: in our own network each part has to go.</summary>
    private static Dictionary<string, (string Path, JsonObject Resource)[]> Leavings { get; } = new()
    {
        ["endpoint group of an Ingress"] =
        [
            ($"{Zone}/networkEndpointGroups/k8s1-4f2d1c0b-bookinfo-productpage-9080-7c1e2d3f", Group(null)),
            ($"projects/{P}/global/backendServices/k8s1-4f2d1c0b-bookinfo-productpage-9080-7c1e2d3f", new JsonObject
            {
                ["backends"] = new JsonArray(new JsonObject { ["group"] = ComputeLinks.Link($"{Zone}/networkEndpointGroups/k8s1-4f2d1c0b-bookinfo-productpage-9080-7c1e2d3f") }),
                ["healthChecks"] = new JsonArray(ComputeLinks.Link($"projects/{P}/global/healthChecks/k8s1-4f2d1c0b-bookinfo-productpage-9080-7c1e2d3f")),
            }),
            ($"projects/{P}/global/healthChecks/k8s1-4f2d1c0b-bookinfo-productpage-9080-7c1e2d3f", []),
            ($"projects/{P}/global/firewalls/k8s-fw-l7--4f2d1c0b", Rule("GCE L7 firewall rule")),
        ],
        ["endpoint group with a name of the Service's choice"] =
        [
            ($"{Zone}/networkEndpointGroups/ingressgateway", Group("""{"cluster-uid":"4f2d1c0b","namespace":"istio-ingress","service-name":"istio-ingressgateway","port":"80"}""")),
        ],
        ["balancer with a target pool"] =
        [
            ($"{Region}/forwardingRules/{Balancer}", new JsonObject { ["region"] = ComputeLinks.Link(Region), ["target"] = ComputeLinks.Link($"{Region}/targetPools/{Balancer}") }),
            ($"{Region}/targetPools/{Balancer}", new JsonObject { ["region"] = ComputeLinks.Link(Region), ["healthChecks"] = new JsonArray(ComputeLinks.Link($"projects/{P}/global/httpHealthChecks/{Balancer}")) }),
            ($"{Region}/addresses/{Balancer}", new JsonObject { ["region"] = ComputeLinks.Link(Region), ["address"] = "198.51.100.77", ["status"] = "RESERVED" }),
            ($"projects/{P}/global/httpHealthChecks/{Balancer}", []),
            ($"projects/{P}/global/firewalls/k8s-fw-{Balancer}", Rule("""{"kubernetes.io/service-name":"istio-ingress/istio-ingressgateway"}""")),
            ($"projects/{P}/global/firewalls/k8s-{Balancer}-http-hc", Rule("")),
        ],
        ["balancer with a backend service"] =
        [
            ($"{Region}/forwardingRules/{Balancer}", new JsonObject { ["region"] = ComputeLinks.Link(Region), ["backendService"] = ComputeLinks.Link($"{Region}/backendServices/k8s2-4f2d1c0b-istio-ingress-gateway-7c1e2d3f") }),
            ($"{Region}/backendServices/k8s2-4f2d1c0b-istio-ingress-gateway-7c1e2d3f", new JsonObject { ["region"] = ComputeLinks.Link(Region), ["healthChecks"] = new JsonArray(ComputeLinks.Link($"projects/{P}/global/healthChecks/k8s2-4f2d1c0b-l4-shared-hc")) }),
            ($"projects/{P}/global/healthChecks/k8s2-4f2d1c0b-l4-shared-hc", []),
            ($"projects/{P}/global/firewalls/k8s2-4f2d1c0b-istio-ingress-gateway-7c1e2d3f", Rule("")),
            ($"projects/{P}/global/firewalls/k8s2-4f2d1c0b-l4-shared-hc-fw", Rule("")),
        ],
        ["firewall rules of a cluster"] =
        [
            ($"projects/{P}/global/firewalls/gke-bookinfo-istio-4f2d1c0b-all", Rule("")),
            ($"projects/{P}/global/firewalls/gke-bookinfo-istio-4f2d1c0b-master", Rule("")),
        ],
        ["disk of a claim"] =
        [
            ($"{Zone}/disks/pvc-4f2d1c0b-0000-4000-8000-000000000000", Disk("bookinfo-istio", "us-central1-a")),
        ],
    };

    /// <summary>What others put into our network, with names and tags that look like GKE's: each stays, and is named.</summary>
    private static Dictionary<string, (string Path, JsonObject Resource)> Foreign { get; } = new()
    {
        ["firewall rule 'k8s-allow-ssh'"] = ($"projects/{P}/global/firewalls/k8s-allow-ssh", Rule("")),
        ["firewall rule 'gke-data-team-ssh'"] = ($"projects/{P}/global/firewalls/gke-data-team-ssh", Rule("")),
        ["firewall rule 'k8s-fw-data'"] = ($"projects/{P}/global/firewalls/k8s-fw-data", Rule("")),
        ["firewall rule 'node-port'"] = ($"projects/{P}/global/firewalls/node-port", Rule("", "gke-bookinfo-istio-4f2d1c0b-node")),
        ["network endpoint group 'k8s-data'"] = ($"{Zone}/networkEndpointGroups/k8s-data", Group(null)),
        ["network endpoint group 'data'"] = ($"{Zone}/networkEndpointGroups/data", Group("of the data team")),
        ["routes 'to-the-office'"] = ($"projects/{P}/global/routes/to-the-office", new JsonObject { ["network"] = ComputeLinks.Link(Network), ["destRange"] = "192.168.0.0/16" }),
        ["forwardingRules 'data-ilb'"] = ($"{Region}/forwardingRules/data-ilb", new JsonObject { ["region"] = ComputeLinks.Link(Region), ["network"] = ComputeLinks.Link(Network), ["loadBalancingScheme"] = "INTERNAL" }),
        ["subnetwork 'data'"] = ($"{Region}/subnetworks/data", new JsonObject { ["region"] = ComputeLinks.Link(Region), ["network"] = ComputeLinks.Link(Network), ["ipCidrRange"] = "10.99.0.0/24" }),
        ["router 'data'"] = ($"{Region}/routers/data", new JsonObject { ["region"] = ComputeLinks.Link(Region), ["network"] = ComputeLinks.Link(Network) }),
    };

    public static TheoryData<string> LeavingNames => [.. Leavings.Keys];

    public static TheoryData<string> ForeignNames => [.. Foreign.Keys];

    [Theory]
    [MemberData(nameof(LeavingNames))]
    public async Task What_GKE_has_left_in_our_network_is_counted_and_swept(string name)
    {
        await using var world = await GkeWorld.StartAsync();
        await world.UpOkAsync();
        Plant(world, Leavings[name]);

        var down = await world.DownAsync();

        Assert.True(down.Succeeded, down.Describe());
        Assert.All(Leavings[name], l => Assert.Contains(down.Before, b => b.EndsWith($" '{l.Path.Split('/')[^1]}'", StringComparison.Ordinal)));
        Assert.Empty(Left(world));
    }

    [Theory]
    [MemberData(nameof(ForeignNames))]
    public async Task What_only_looks_like_GKEs_stays_and_stops_the_deletion_of_the_network_with_its_name(string name)
    {
        await using var world = await GkeWorld.StartAsync();
        await world.UpOkAsync();
        Plant(world, Foreign[name]);

        var down = await world.DownAsync();

        Assert.False(down.Succeeded);
        Assert.Contains(name, down.Nodes.Single(n => n.Node == "bookinfo-istio-network").Cause, StringComparison.Ordinal);
        Assert.Equal([Foreign[name].Path, Network], Left(world).Where(p => !p.Contains("/default-route-", StringComparison.Ordinal)).OrderByDescending(p => p == Foreign[name].Path));
    }

    [Fact]
    public async Task Machine_in_our_subnetwork_stops_its_deletion_at_once_and_is_named()
    {
        await using var world = await GkeWorld.StartAsync();
        await world.UpOkAsync();
        Plant(world, ($"{Zone}/instances/data-vm", new JsonObject { ["zone"] = ComputeLinks.Link(Zone), ["networkInterfaces"] = new JsonArray(new JsonObject { ["network"] = ComputeLinks.Link(Network), ["subnetwork"] = ComputeLinks.Link(Subnetwork) }) }));

        var down = await world.DownAsync();

        Assert.Contains("data-vm", down.Nodes.Single(n => n.Node == "bookinfo-istio-subnetwork").Cause, StringComparison.Ordinal);
        Assert.Contains($"{Zone}/instances/data-vm", Left(world));
    }

    [Fact]
    public async Task Disk_that_somebody_has_attached_survives_and_is_listed()
    {
        await using var world = await GkeWorld.StartAsync();
        await world.UpOkAsync();
        var disk = Disk("bookinfo-istio", "us-central1-a");
        disk["users"] = new JsonArray(ComputeLinks.Link($"{Zone}/instances/rescue"));
        Plant(world, ($"{Zone}/disks/pvc-rescued", disk));

        var down = await world.DownAsync();

        Assert.False(down.Succeeded);
        Assert.Contains("survives: disk 'pvc-rescued'", down.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parts_of_other_clusters_in_the_project_stay()
    {
        await using var world = await GkeWorld.StartAsync();
        await world.UpOkAsync();
        (string, JsonObject)[] theirs =
        [
            ($"{Zone}/disks/pvc-theirs", Disk("bookinfo-istio-staging", "us-central1-a")),
            ($"{Zone}/disks/pvc-of-a-namesake", Disk("bookinfo-istio", "europe-west1-b")),
            .. PoolBefore($"{Zone}/instances/gke-bookinfo-istio-staging-default-4f2d1c0b-x7k2"),
        ];
        Plant(world, theirs);

        var down = await world.DownAsync();

        Assert.True(down.Succeeded, down.Describe());
        Assert.Equal(theirs.Select(t => t.Item1).Order(), Left(world).Order());
    }

    [Fact]
    public async Task Network_that_was_adopted_keeps_what_bears_names_of_GKEs()
    {
        await using var world = await GkeWorld.StartAsync(o => o with { EnabledServices = s_google });
        await CreateNetworkAsync(world, "bookinfo-istio-vpc");
        await world.UpOkAsync(c => c.WithAdoption());
        (string, JsonObject)[] theirs =
        [
            ($"projects/{P}/global/firewalls/k8s-fw-{Balancer}", Rule("")),
            ($"{Zone}/networkEndpointGroups/k8s1-99999999-bookinfo-productpage-9080-7c1e2d3f", Group(null)),
        ];
        Plant(world, theirs);

        var down = await world.DownAsync(c => c.WithAdoption());

        Assert.True(down.Succeeded, down.Describe());
        Assert.Equal(theirs.Select(t => t.Item1).Append(Network).Order(), Left(world).Where(p => !p.Contains("/default-route-", StringComparison.Ordinal)).Order());
    }

    /// <summary>In a shared network names prove nothing: what is behind a balancer does.</summary>
    [Fact]
    public async Task Balancer_before_our_nodes_is_swept_from_a_shared_network_and_a_namesakes_stays()
    {
        const string Shared = $"projects/{P}/global/networks/shared";
        await using var world = await GkeWorld.StartAsync(o => o with { EnabledServices = s_google });
        static void Declare(IResourceBuilder<GkeClusterResource> c) => c.WithExistingNetwork("shared", "mesh", "pods", "services");
        await CreateSharedNetworkAsync(world);
        await world.UpOkAsync(Declare);
        const string Theirs = "afedcba9876543210fedcba987654321";
        (string, JsonObject)[] theirs =
        [
            ($"{Region}/targetPools/{Theirs}", new JsonObject { ["region"] = ComputeLinks.Link(Region), ["instances"] = new JsonArray(ComputeLinks.Link("projects/another/zones/us-central1-a/instances/gke-bookinfo-istio-default-4f2d1c0b-x7k2")) }),
            ($"projects/{P}/global/firewalls/k8s-fw-{Theirs}", Rule("", "gke-bookinfo-istio-99999999-node", Shared)),
            ($"projects/{P}/global/firewalls/gke-bookinfo-istio-99999999-all", Rule("", "gke-bookinfo-istio-99999999-node", Shared)),
            ($"{Zone}/networkEndpointGroups/k8s1-99999999-bookinfo-productpage-9080-7c1e2d3f", Group(null, Shared)),
        ];
        Plant(world, theirs);
        Plant(world, [.. PoolBefore($"{Zone}/instances/gke-bookinfo-istio-default-4f2d1c0b-x7k2"), ($"projects/{P}/global/firewalls/k8s-fw-{Balancer}", Rule("", null, Shared))]);

        var down = await world.DownAsync(Declare);

        Assert.True(down.Succeeded, down.Describe());
        Assert.Equal(
            theirs.Select(t => t.Item1).Append(Shared).Append($"{Region}/subnetworks/mesh").Order(),
            Left(world).Where(p => !p.Contains("/default-route-", StringComparison.Ordinal)).Order());
    }

    private static (string Path, JsonObject Resource)[] PoolBefore(string instance) =>
    [
        ($"{Region}/forwardingRules/{Balancer}", new JsonObject { ["region"] = ComputeLinks.Link(Region), ["target"] = ComputeLinks.Link($"{Region}/targetPools/{Balancer}") }),
        ($"{Region}/targetPools/{Balancer}", new JsonObject { ["region"] = ComputeLinks.Link(Region), ["instances"] = new JsonArray(ComputeLinks.Link(instance)) }),
    ];

    private static async Task CreateNetworkAsync(GkeWorld world, string name)
    {
        var compute = world.Cloud.Compute;
        await compute.Operations.WaitAsync(P, await compute.Networks.InsertAsync(
            P, ComputeScope.Global, name, new Network { Name = name, AutoCreateSubnetworks = false }, Cancellation), null, Cancellation);
    }

    private static async Task CreateSharedNetworkAsync(GkeWorld world)
    {
        var compute = world.Cloud.Compute;
        await CreateNetworkAsync(world, "shared");
        await compute.Operations.WaitAsync(P, await compute.Subnetworks.InsertAsync(P, ComputeScope.Region("us-central1"), "mesh", new Subnetwork
        {
            Name = "mesh",
            Network = $"projects/{P}/global/networks/shared",
            IpCidrRange = "10.50.0.0/20",
            PrivateIpGoogleAccess = true,
            SecondaryIpRanges = [new() { RangeName = "pods", IpCidrRange = "10.60.0.0/16" }, new() { RangeName = "services", IpCidrRange = "10.70.0.0/20" }],
        }, Cancellation), null, Cancellation);
    }

    private static void Plant(GkeWorld world, params (string Path, JsonObject Resource)[] resources)
    {
        foreach (var (path, resource) in resources)
        {
            var collection = path.Split('/')[^2];
            world.Google.Plant(path, "compute#" + (collection.EndsWith("sses", StringComparison.Ordinal) ? collection[..^2] : collection[..^1]), (JsonObject)resource.DeepClone());
        }
    }

    private static IEnumerable<string> Left(GkeWorld world) =>
        world.Google.Inventory().Where(r => r.StartsWith("compute/", StringComparison.Ordinal) && !r.Contains("/default", StringComparison.Ordinal)).Select(r => r["compute/".Length..]);

    private static JsonObject Rule(string description, string? tag = null, string network = Network)
    {
        var rule = new JsonObject
        {
            ["description"] = description,
            ["network"] = ComputeLinks.Link(network),
            ["direction"] = "INGRESS",
            ["priority"] = 1000,
            ["sourceRanges"] = new JsonArray("0.0.0.0/0"),
            ["allowed"] = new JsonArray(new JsonObject { ["IPProtocol"] = "tcp", ["ports"] = new JsonArray("80") }),
        };
        if (tag is not null)
        {
            rule["targetTags"] = new JsonArray(tag);
        }

        return rule;
    }

    private static JsonObject Group(string? description, string network = Network) => new()
    {
        ["description"] = description ?? "",
        ["network"] = ComputeLinks.Link(network),
        ["zone"] = ComputeLinks.Link(Zone),
        ["networkEndpointType"] = "GCE_VM_IP_PORT",
    };

    private static JsonObject Disk(string cluster, string location) => new()
    {
        ["zone"] = ComputeLinks.Link(Zone),
        ["sizeGb"] = "10",
        ["labels"] = new JsonObject { ["goog-k8s-cluster-name"] = cluster, ["goog-k8s-cluster-location"] = location },
    };
}

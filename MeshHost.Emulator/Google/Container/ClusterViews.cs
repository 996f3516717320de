using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Compute;
using MeshHost.Emulator.Google.Http;

namespace MeshHost.Emulator.Google.Container;

/// <summary>Clusters as clients see them, and as their host does.</summary>
internal static class ClusterViews
{
    /// <summary>The cluster with what follows from its node pools.</summary>
    /// <param name="cluster">The stored cluster.</param>
    /// <param name="version">Version of the API that asks.</param>
    /// <returns>The cluster.</returns>
    public static JsonObject Render(JsonObject cluster, string version)
    {
        var view = (JsonObject)cluster.DeepClone();
        var pools = view.Items("nodePools").ToList();
        view["currentNodeCount"] = pools.Sum(NodeCount);
        foreach (var pool in pools)
        {
            pool["instanceGroupUrls"] = ResourceJson.Array(GroupUrls(cluster, pool));
            pool["selfLink"] = pool.Text("selfLink")!.Replace("/v1/", $"/{version}/", StringComparison.Ordinal);
        }

        // The first pool is mirrored where clusters had their only pool once.
        if (pools.Count > 0)
        {
            view["nodeConfig"] = pools[0]["config"]!.DeepClone();
            view["initialNodeCount"] = pools[0]["initialNodeCount"]!.DeepClone();
        }

        view["instanceGroupUrls"] = ResourceJson.Array(pools.SelectMany(p => p.Texts("instanceGroupUrls")));
        view["selfLink"] = view.Text("selfLink")!.Replace("/v1/", $"/{version}/", StringComparison.Ordinal);
        return view;
    }

    /// <summary>The network tag that GKE gives the nodes of a cluster.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <returns>The tag.</returns>
    public static string NodeTag(JsonObject cluster) => $"gke-{cluster.Text("name")}-{cluster.Text("$hash")}-node";

    /// <summary>Nodes of a pool, in all zones.</summary>
    /// <param name="pool">The pool.</param>
    /// <returns>The number.</returns>
    public static long NodeCount(JsonObject pool) => (pool.Number("$count") ?? 0) * pool.Texts("locations").Count();

    /// <summary>Name of the instance group of a pool in a zone.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="pool">The pool.</param>
    /// <returns>The name; the same in each zone.</returns>
    public static string GroupName(JsonObject cluster, JsonObject pool)
    {
        var name = $"gke-{cluster.Text("name")}-{pool.Text("name")}";
        return $"{(name.Length > 40 ? name[..40] : name).TrimEnd('-')}-{cluster.Text("$hash")}-grp";
    }

    /// <summary>The cluster as its host needs it.</summary>
    /// <param name="cluster">The stored cluster.</param>
    /// <param name="address">Its address.</param>
    /// <param name="subnetwork">Its subnetwork, if that still exists.</param>
    /// <returns>The specification.</returns>
    public static ClusterSpec Spec(JsonObject cluster, ClusterAddress address, JsonObject? subnetwork)
    {
        var nodes = subnetwork?.Text("ipCidrRange") ?? "10.128.0.0/20";
        var networks = cluster.Child("masterAuthorizedNetworksConfig");
        return new ClusterSpec(
            cluster.Text("id")!,
            address.Project,
            address.Location,
            address.Name,
            cluster.Text("currentMasterVersion")!,
            cluster.Text("network")!,
            cluster.Text("subnetwork")!,
            cluster.Text("clusterIpv4Cidr")!,
            cluster.Text("servicesIpv4Cidr")!,
            cluster.Child("privateClusterConfig")?.Text("masterIpv4CidrBlock") ?? nodes,
            [.. cluster.Items("nodePools").Select(p => PoolSpec(p, NodeTag(cluster)))])
        {
            NodeCidr = nodes,
            WorkloadPool = cluster.Child("workloadIdentityConfig")?.Text("workloadPool"),
            Labels = Map(cluster.Child("resourceLabels")),
            AuthorizedNetworks = networks?.Flag("enabled") ?? false ? [.. networks.Items("cidrBlocks").Select(b => b.Text("cidrBlock")!)] : null,
        };
    }

    private static IEnumerable<string> GroupUrls(JsonObject cluster, JsonObject pool)
    {
        var project = cluster.Child("networkConfig")!.Text("network")!.Split('/')[1];
        return pool.Texts("locations").Select(z => ComputeLinks.Link($"projects/{project}/zones/{z}/instanceGroupManagers/{GroupName(cluster, pool)}"));
    }

    private static NodePoolSpec PoolSpec(JsonObject pool, string nodeTag)
    {
        var config = pool.Child("config")!;
        return new NodePoolSpec(
            pool.Text("name")!,
            config.Text("machineType")!,
            (int)(pool.Number("$count") ?? 0),
            [.. pool.Texts("locations")],
            Map(config.Child("labels")),
            [.. config.Items("taints").Select(t => new NodeTaintSpec(t.Text("key") ?? "", t.Text("value") ?? "", Effect(t.Text("effect"))))],
            config.Text("serviceAccount")!,
            [.. config.Texts("tags"), nodeTag])
        {
            Version = pool.Text("version")!,
            Spot = config.Flag("spot") || config.Flag("preemptible"),
        };
    }

    private static string Effect(string? effect) => effect switch { "NO_EXECUTE" => "NoExecute", "PREFER_NO_SCHEDULE" => "PreferNoSchedule", _ => "NoSchedule" };

    private static Dictionary<string, string> Map(JsonObject? labels) => (labels ?? []).ToDictionary(l => l.Key, l => l.Value!.GetValue<string>(), StringComparer.Ordinal);
}

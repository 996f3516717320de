using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Compute;
using MeshHost.Emulator.Google.Http;

namespace MeshHost.Emulator.Google.Container;

/// <summary>What a cluster leaves in the project's compute resources: firewall rules, instance groups and instances of GKE's own.</summary>
internal sealed class ClusterFootprint(ContainerContext context)
{
    private const string Owner = "$cluster";

    /// <summary>Brings the resources in line with the cluster.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="address">Its address.</param>
    public void Put(JsonObject cluster, ClusterAddress address)
    {
        var wanted = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var (name, rule) in Firewalls(cluster, address))
        {
            wanted[$"projects/{address.Project}/global/firewalls/{name}"] = rule;
        }

        foreach (var pool in cluster.Items("nodePools"))
        {
            foreach (var zone in pool.Texts("locations"))
            {
                AddGroup(wanted, cluster, pool, address.Project, zone);
            }
        }

        foreach (var (key, _) in Owned(cluster).Where(o => !wanted.ContainsKey(ComputeContext.PathOf(o.Key))))
        {
            context.State.Remove(key);
        }

        foreach (var (path, resource) in wanted)
        {
            var key = ComputeContext.Key(path);
            var existing = context.State.Find(key);
            resource["id"] = existing?.Text("id") ?? context.Identifiers.NextNumber();
            resource["creationTimestamp"] = existing?.Text("creationTimestamp") ?? context.Compute.Now();
            resource["name"] = ComputeLinks.Name(path);
            resource["selfLink"] = ComputeLinks.Link(path);
            resource[Owner] = cluster.Text("id");
            context.State.Put(key, resource);
        }
    }

    /// <summary>Removes the resources of a cluster.</summary>
    /// <param name="cluster">The cluster.</param>
    public void Remove(JsonObject cluster)
    {
        foreach (var (key, _) in Owned(cluster))
        {
            context.State.Remove(key);
        }
    }

    private IEnumerable<KeyValuePair<string, JsonObject>> Owned(JsonObject cluster) =>
        context.State.Under("compute/projects/").Where(r => r.Value.Text(Owner) == cluster.Text("id"));

    private IEnumerable<(string Name, JsonObject Rule)> Firewalls(JsonObject cluster, ClusterAddress address)
    {
        var prefix = $"gke-{address.Name}-{cluster.Text("$hash")}";
        var tag = ClusterViews.NodeTag(cluster);
        var network = ComputeLinks.Link(cluster.Child("networkConfig")!.Text("network")!);
        var pods = cluster.Text("clusterIpv4Cidr")!;
        var nodes = context.State.Find(ComputeContext.Key(cluster.Child("networkConfig")!.Text("subnetwork")!))?.Text("ipCidrRange") ?? "10.128.0.0/20";
        if (cluster.Child("privateClusterConfig")?.Text("masterIpv4CidrBlock") is { } controlPlane)
        {
            yield return ($"{prefix}-master", Rule(network, tag, controlPlane, 1000, "allowed", ("tcp", ["443", "10250"])));
        }

        yield return ($"{prefix}-all", Rule(network, tag, pods, 1000, "allowed", ("tcp", []), ("udp", []), ("icmp", []), ("esp", []), ("ah", []), ("sctp", [])));
        yield return ($"{prefix}-vms", Rule(network, tag, nodes, 1000, "allowed", ("icmp", []), ("tcp", ["1-65535"]), ("udp", ["1-65535"])));
        yield return ($"{prefix}-inkubelet", Rule(network, tag, pods, 999, "allowed", ("tcp", ["10255"])));
        yield return ($"{prefix}-exkubelet", Rule(network, tag, "0.0.0.0/0", 1000, "denied", ("tcp", ["10255"])));
    }

    private static JsonObject Rule(string network, string tag, string source, int priority, string action, params (string Protocol, string[] Ports)[] entries) => new()
    {
        ["kind"] = "compute#firewall",
        ["description"] = "",
        ["network"] = network,
        ["priority"] = priority,
        ["direction"] = "INGRESS",
        ["disabled"] = false,
        ["logConfig"] = new JsonObject { ["enable"] = false },
        ["sourceRanges"] = new JsonArray(source),
        ["targetTags"] = new JsonArray(tag),
        [action] = new JsonArray([.. entries.Select(e => (JsonNode)(e.Ports.Length == 0
            ? new JsonObject { ["IPProtocol"] = e.Protocol }
            : new JsonObject { ["IPProtocol"] = e.Protocol, ["ports"] = ResourceJson.Array(e.Ports) }))]),
    };

    private static void AddGroup(Dictionary<string, JsonObject> wanted, JsonObject cluster, JsonObject pool, string project, string zone)
    {
        var zonePath = $"projects/{project}/zones/{zone}";
        var group = ClusterViews.GroupName(cluster, pool);
        var count = (int)(pool.Number("$count") ?? 0);
        wanted[$"{zonePath}/instanceGroupManagers/{group}"] = new JsonObject
        {
            ["kind"] = "compute#instanceGroupManager",
            ["zone"] = ComputeLinks.Link(zonePath),
            ["instanceGroup"] = ComputeLinks.Link($"{zonePath}/instanceGroups/{group}"),
            ["targetSize"] = count,
            ["baseInstanceName"] = group[..^4],
            ["status"] = new JsonObject { ["isStable"] = true },
        };
        var networks = cluster.Child("networkConfig")!;
        wanted[$"{zonePath}/instanceGroups/{group}"] = new JsonObject
        {
            ["kind"] = "compute#instanceGroup",
            ["zone"] = ComputeLinks.Link(zonePath),
            ["network"] = ComputeLinks.Link(networks.Text("network")!),
            ["subnetwork"] = ComputeLinks.Link(networks.Text("subnetwork")!),
            ["size"] = count,
        };
        for (var i = 0; i < count; i++)
        {
            wanted[$"{zonePath}/instances/{group[..^4]}-{Suffix(cluster, pool, zone, i)}"] = Instance(cluster, pool, zonePath);
        }
    }

    private static JsonObject Instance(JsonObject cluster, JsonObject pool, string zonePath)
    {
        var config = pool.Child("config")!;
        var networks = cluster.Child("networkConfig")!;
        return new JsonObject
        {
            ["kind"] = "compute#instance",
            ["zone"] = ComputeLinks.Link(zonePath),
            ["machineType"] = ComputeLinks.Link($"{zonePath}/machineTypes/{config.Text("machineType")}"),
            ["status"] = "RUNNING",
            ["tags"] = new JsonObject { ["items"] = ResourceJson.Array(config.Texts("tags").Append(ClusterViews.NodeTag(cluster))) },
            ["labels"] = new JsonObject { ["goog-gke-node"] = "", ["goog-k8s-cluster-name"] = cluster.Text("name"), ["goog-k8s-cluster-location"] = cluster.Text("location"), ["goog-k8s-node-pool-name"] = pool.Text("name") },
            ["networkInterfaces"] = new JsonArray(new JsonObject
            {
                ["name"] = "nic0",
                ["network"] = ComputeLinks.Link(networks.Text("network")!),
                ["subnetwork"] = ComputeLinks.Link(networks.Text("subnetwork")!),
            }),
            ["serviceAccounts"] = new JsonArray(new JsonObject { ["email"] = config.Text("serviceAccount"), ["scopes"] = config["oauthScopes"]?.DeepClone() }),
            ["scheduling"] = new JsonObject { ["provisioningModel"] = config.Flag("spot") ? "SPOT" : "STANDARD" },
        };
    }

    // Four characters that stay the same as long as the node does.
    private static string Suffix(JsonObject cluster, JsonObject pool, string zone, int index)
    {
        var hash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{cluster.Text("id")}/{pool.Text("name")}/{zone}/{index}"));
        const string Alphabet = "0123456789bcdfghjklmnpqrstvwxz";
        return string.Concat(hash.Take(4).Select(b => Alphabet[b % Alphabet.Length]));
    }
}

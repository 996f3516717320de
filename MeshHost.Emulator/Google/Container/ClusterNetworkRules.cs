using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Compute;
using MeshHost.Emulator.Google.Http;

namespace MeshHost.Emulator.Google.Container;

/// <summary>Finds the network of a new cluster and the ranges for its pods, services and control plane.</summary>
internal sealed class ClusterNetworkRules(ContainerContext context)
{
    private const string AddedRange = "$addedRange";

    // What GKE uses for services when none are asked for: a range of its own that is the same in all clusters.
    private const string ManagedServices = "34.118.224.0/20";

    /// <summary>Checks and completes the network part of a cluster.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="address">Its address.</param>
    public void Prepare(JsonObject cluster, ClusterAddress address)
    {
        var region = Locations.RegionOf(address.Location)!;
        var networkPath = Resolve(cluster.Text("network") is { Length: > 0 } named ? named : "default", "global/networks", address.Project);
        var networkLink = ComputeLinks.Link(networkPath);
        var reference = cluster.Text("subnetwork");
        var (subnetKey, subnet) = FindSubnetwork(reference, networkLink, address.Project, region);
        var subnetPath = ComputeContext.PathOf(subnetKey);
        if (context.Operations.ActiveOn(ComputeContext.Key(networkPath)) is { Type: "insert" or "delete" } || context.Operations.ActiveOn(subnetKey) is { Type: "insert" or "delete" })
        {
            throw GoogleErrorException.FailedPrecondition($"The resource '{subnetPath}' is not ready.");
        }

        var network = cluster.Ensure("networkConfig");
        network["network"] = networkPath;
        network["subnetwork"] = subnetPath;
        network.Default("defaultEnablePrivateNodes", cluster.Child("privateClusterConfig")?.Flag("enablePrivateNodes") ?? false);
        network.Default("serviceExternalIpsConfig", new JsonObject());
        cluster["network"] = ComputeLinks.Name(networkPath);
        cluster["subnetwork"] = ComputeLinks.Name(subnetPath);
        PrepareRanges(cluster, address, subnetKey, subnet);
        CheckControlPlane(cluster, subnet, address);
    }

    private static JsonObject? Secondary(JsonObject subnet, string name) => subnet.Items("secondaryIpRanges").FirstOrDefault(r => r.Text("rangeName") == name);

    private string Resolve(string reference, string folder, string project)
    {
        var path = reference.Contains('/', StringComparison.Ordinal) ? ComputeLinks.Path(reference, project) : $"projects/{project}/{folder}/{reference}";
        return context.State.Find(ComputeContext.Key(path)) is not null
            ? path
            : throw ContainerErrors.BadRequest($"Project \"{path.Split('/')[1]}\" has no network named \"{ComputeLinks.Name(path)}\".");
    }

    private (string Key, JsonObject Subnet) FindSubnetwork(string? reference, string networkLink, string project, string region)
    {
        var candidates = context.State.Under("compute/projects/").Where(r => r.Value.Text("kind") == "compute#subnetwork" && r.Value.Text("network") == networkLink).ToList();
        var found = reference switch
        {
            null or "" => candidates.Find(c => c.Key.Contains($"/regions/{region}/", StringComparison.Ordinal)),
            _ when reference.Contains('/', StringComparison.Ordinal) => candidates.Find(c => c.Key == ComputeContext.Key(ComputeLinks.Path(reference, project))),
            _ => candidates.Find(c => c.Key.EndsWith($"/regions/{region}/subnetworks/{reference}", StringComparison.Ordinal)),
        };
        if (found.Key is null)
        {
            throw ContainerErrors.BadRequest($"Network \"{ComputeLinks.Name(networkLink)}\" has no subnetwork{(string.IsNullOrEmpty(reference) ? "" : $" named \"{ComputeLinks.Name(reference)}\"")} in region \"{region}\".");
        }

        return found.Key.Split('/')[4] == region
            ? (found.Key, found.Value)
            : throw ContainerErrors.BadRequest($"Subnetwork \"{reference}\" is not in region \"{region}\".");
    }

    private void PrepareRanges(JsonObject cluster, ClusterAddress address, string subnetKey, JsonObject subnet)
    {
        var policy = cluster.Ensure("ipAllocationPolicy");
        if (policy.Flag("createSubnetwork") || policy.Flag("useRoutes"))
        {
            throw ContainerErrors.NotModelled("cluster.ipAllocationPolicy." + (policy.Flag("createSubnetwork") ? "createSubnetwork" : "useRoutes"));
        }

        policy.Remove("createSubnetwork");
        policy["useIpAliases"] = true;
        policy.Default("stackType", "IPV4");
        policy.Default("podCidrOverprovisionConfig", new JsonObject());
        var pods = policy.Text("clusterSecondaryRangeName") is { Length: > 0 } podRange
            ? Existing(subnet, podRange, "cluster")
            : AddRange(cluster, address, subnet, policy, policy.Text("clusterIpv4CidrBlock") ?? cluster.Text("clusterIpv4Cidr"));
        var services = policy.Text("servicesSecondaryRangeName") is { Length: > 0 } serviceRange
            ? Existing(subnet, serviceRange, "services")
            : policy.Text("servicesIpv4CidrBlock") is { } block && block.Contains('.', StringComparison.Ordinal) ? block : ManagedServices;
        if (policy.Text("servicesSecondaryRangeName") is { } shared && UsedByAnother(subnetKey, shared) is { } other)
        {
            throw ContainerErrors.BadRequest($"Services range \"{shared}\" in subnetwork \"{subnet.Text("name")}\" is already used by cluster \"{other}\".");
        }

        cluster["clusterIpv4Cidr"] = pods;
        policy["clusterIpv4Cidr"] = pods;
        policy["clusterIpv4CidrBlock"] = pods;
        cluster["servicesIpv4Cidr"] = services;
        policy["servicesIpv4Cidr"] = services;
        policy["servicesIpv4CidrBlock"] = services;
    }

    private static string Existing(JsonObject subnet, string name, string purpose) => Secondary(subnet, name)?.Text("ipCidrRange")
        ?? throw ContainerErrors.BadRequest($"The {purpose} secondary range name \"{name}\" does not exist in subnetwork \"{subnet.Text("name")}\".");

    private string? UsedByAnother(string subnetKey, string range) => context.State.Under("container/projects/")
        .Where(c => c.Value.Child("networkConfig")?.Text("subnetwork") == ComputeContext.PathOf(subnetKey)
            && c.Value.Child("ipAllocationPolicy")?.Text("servicesSecondaryRangeName") == range)
        .Select(c => c.Value.Text("name"))
        .FirstOrDefault();

    /// <summary>Adds to the subnetwork the range that <see cref="Prepare"/> chose, if it chose one.</summary>
    /// <param name="cluster">The cluster.</param>
    public void CommitRange(JsonObject cluster)
    {
        if (cluster.Child(AddedRange) is { } added)
        {
            ChangeRanges(cluster, ranges => ranges.Add(added.DeepClone()));
        }
    }

    /// <summary>Takes the range of <see cref="CommitRange"/> away again.</summary>
    /// <param name="cluster">The cluster.</param>
    public void ReleaseRange(JsonObject cluster)
    {
        if (cluster.Child(AddedRange)?.Text("rangeName") is { } name)
        {
            ChangeRanges(cluster, ranges => ranges.Remove(ranges.FirstOrDefault(r => ((JsonObject)r!).Text("rangeName") == name)));
        }
    }

    private void ChangeRanges(JsonObject cluster, Action<JsonArray> change)
    {
        var key = ComputeContext.Key(cluster.Child("networkConfig")!.Text("subnetwork")!);
        if (context.State.Find(key) is not { } subnet)
        {
            return;
        }

        if (subnet["secondaryIpRanges"] is not JsonArray ranges)
        {
            ranges = [];
            subnet["secondaryIpRanges"] = ranges;
        }

        change(ranges);
        if (ranges.Count == 0)
        {
            subnet.Remove("secondaryIpRanges");
        }

        subnet["fingerprint"] = context.Identifiers.NextFingerprint();
        context.State.Put(key, subnet);
    }

    // Without a named range GKE adds one to the subnetwork.
    private string AddRange(JsonObject cluster, ClusterAddress address, JsonObject subnet, JsonObject policy, string? wanted)
    {
        var taken = context.State.Under("compute/projects/")
            .Where(r => r.Value.Text("kind") == "compute#subnetwork" && r.Value.Text("network") == subnet.Text("network"))
            .SelectMany(r => r.Value.Items("secondaryIpRanges").Select(s => s.Text("ipCidrRange")).Prepend(r.Value.Text("ipCidrRange")))
            .Select(r => AddressRange.TryParse(r)!.Value)
            .ToList();
        var prefix = wanted is ['/', .. var length] && int.TryParse(length, out var asked) ? asked : 14;
        var range = AddressRange.TryParse(wanted) ?? Enumerable.Range(0, 1 << Math.Max(0, prefix - 8))
            .Select(i => new AddressRange(0x0A000000u + ((uint)i << (32 - prefix)), prefix))
            .Cast<AddressRange?>()
            .FirstOrDefault(r => !taken.Any(t => t.Overlaps(r!.Value)))
            ?? throw ContainerErrors.BadRequest($"There is no free /{prefix} range for the pods of the cluster in network \"{ComputeLinks.Name(subnet.Text("network")!)}\".");
        if (taken.Any(t => t.Overlaps(range)))
        {
            throw ContainerErrors.BadRequest($"The requested CIDR {range} for pods conflicts with a range of network \"{ComputeLinks.Name(subnet.Text("network")!)}\".");
        }

        var name = $"gke-{address.Name}-pods-{context.Identifiers.NextHex(8)}";
        // Written when the rest of the request has turned out to be valid.
        cluster[AddedRange] = new JsonObject { ["rangeName"] = name, ["ipCidrRange"] = range.ToString() };
        policy["clusterSecondaryRangeName"] = name;
        return range.ToString();
    }

    private void CheckControlPlane(JsonObject cluster, JsonObject subnet, ClusterAddress address)
    {
        var sent = cluster.Child("privateClusterConfig");
        var privateNodes = cluster.Child("networkConfig")!.Flag("defaultEnablePrivateNodes");
        if (sent is not null && sent.ContainsKey("enablePrivateNodes") && sent.Flag("enablePrivateNodes") != privateNodes)
        {
            throw ContainerErrors.BadRequest("cluster.network_config.default_enable_private_nodes and cluster.private_cluster_config.enable_private_nodes must be equal when both are set.");
        }

        if (sent?.Text("masterIpv4CidrBlock") is not { Length: > 0 } text)
        {
            return;
        }

        const string Field = "Invalid value for field \"cluster.private_cluster_config.master_ipv4_cidr_block\"";
        var range = AddressRange.TryParse(text) is { PrefixLength: 28 } block ? block : throw ContainerErrors.BadRequest($"{Field}: \"{text}\". Must be a /28 range.");
        var network = subnet.Text("network");
        var conflict = context.State.Under("compute/projects/")
            .Where(r => r.Value.Text("kind") == "compute#subnetwork" && r.Value.Text("network") == network)
            .SelectMany(r => r.Value.Items("secondaryIpRanges").Select(s => s.Text("ipCidrRange")).Prepend(r.Value.Text("ipCidrRange")))
            .Concat(context.State.Under("container/projects/")
                .Where(c => c.Key != address.Key && c.Value.Child("networkConfig")?.Text("network") == ComputeLinks.Path(network!, ""))
                .Select(c => c.Value.Child("privateClusterConfig")?.Text("masterIpv4CidrBlock")))
            .FirstOrDefault(r => AddressRange.TryParse(r) is { } other && other.Overlaps(range));
        if (conflict is not null)
        {
            throw ContainerErrors.BadRequest($"{Field}: \"{text}\". The given range conflicts with {conflict}, which is in use in network \"{ComputeLinks.Name(network!)}\".");
        }
    }
}

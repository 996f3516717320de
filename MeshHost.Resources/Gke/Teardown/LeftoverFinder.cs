using MeshHost.Gcp.Compute;
using MeshHost.Gcp.Container;

namespace MeshHost.Resources.Gke;

/// <summary>
/// Finds what GKE makes in a network and does not take away with its cluster: load balancers, their firewall rules and health checks, network
/// endpoint groups, disks. Only what is provably the cluster's; everything else is foreign.
/// </summary>
/// <remarks>
/// The proof is the network: it is ours alone, so what controllers made in it is the cluster's. In a network that others use too, the cluster's
/// name in node tags and instance names is asked for as well.
/// </remarks>
internal sealed class LeftoverFinder(GkeContext gke)
{
    private const string BalancerRule = "k8s-fw-";

    private const string NodeCheckRule = "-http-hc";

    private readonly string _nodePrefix = $"gke-{gke.Cluster.Name}-";
    private readonly ComputeClient _compute = gke.Cloud.Compute;

    /// <summary>Looks at the network once.</summary>
    public async Task<NetworkContents> FindAsync()
    {
        var clusters = await gke.Cloud.Container.ListClustersAsync(gke.Project, "-", gke.Cancellation).ConfigureAwait(false);
        var own = clusters.FirstOrDefault(IsNamedAsOurs);
        var exclusive = gke.Options.ExistingNetwork is null && !clusters.Any(c => IsInNetwork(c.NetworkConfig?.Network ?? c.Network) && !IsNamedAsOurs(c));
        var firewalls = (await _compute.Firewalls.ListAsync(gke.NetworkProject, ComputeScope.Global, null, gke.Cancellation).ConfigureAwait(false))
            .Where(f => IsInNetwork(f.Network)).ToArray();

        // What GKE has made for a cluster that lives and is somebody else's is in use.
        if (own is not null && !ControlPlaneLifecycle.IsMarked(own, gke))
        {
            return new NetworkContents([], [$"cluster '{own.Name}'", .. await ForeignAsync(firewalls).ConfigureAwait(false)]);
        }

        var made = firewalls.Where(f => IsMadeByGke(f, exclusive)).ToArray();
        var leftovers = new List<Leftover>();
        var foreign = new List<string>();
        await AddBalancersAsync(leftovers, [.. made.Select(f => f.Name!)]).ConfigureAwait(false);
        await AddEndpointGroupsAsync(leftovers, foreign, exclusive).ConfigureAwait(false);
        await AddDisksAsync(leftovers).ConfigureAwait(false);

        // The firewall rule of a load balancer is what ties its other parts, which carry no network, to ours: it goes last.
        leftovers.AddRange(made.Select(f => new Leftover("firewall rule", f.Name!, gke.NetworkProject, BalancerOf(f.Name!),
            ct => _compute.Firewalls.DeleteAsync(gke.NetworkProject, ComputeScope.Global, f.Name!, ct))));
        foreign.AddRange(await ForeignAsync(firewalls.Except(made)).ConfigureAwait(false));
        return new NetworkContents(leftovers, foreign);
    }

    private static string? BalancerOf(string rule) =>
        rule.StartsWith(BalancerRule, StringComparison.Ordinal) ? rule[BalancerRule.Length..]
        : rule.EndsWith(NodeCheckRule, StringComparison.Ordinal) ? rule[..^NodeCheckRule.Length] : null;

    private bool IsNamedAsOurs(Cluster cluster) => cluster.Name == gke.Cluster.Name && cluster.Location == gke.Options.Location;

    private bool IsMadeByGke(Firewall firewall, bool exclusive)
    {
        if (firewall.Name!.StartsWith(_nodePrefix, StringComparison.Ordinal)
            || firewall.TargetTags?.Any(t => t.StartsWith(_nodePrefix, StringComparison.Ordinal)) is true)
        {
            return true;
        }

        return exclusive && firewall.Name is { } name
            && (name.StartsWith("k8s-", StringComparison.Ordinal) || name.StartsWith("k8s2-", StringComparison.Ordinal) || name.StartsWith("gke-", StringComparison.Ordinal));
    }

    private async Task AddBalancersAsync(List<Leftover> leftovers, IReadOnlyList<string> rules)
    {
        var names = rules.Select(BalancerOf).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var pools = (await _compute.TargetPools.AggregatedListAsync(gke.Project, null, gke.Cancellation).ConfigureAwait(false))
            .Where(p => names.Contains(p.Name!) || p.Instances?.Any(i => i.Contains("/instances/" + _nodePrefix, StringComparison.Ordinal)) is true).ToArray();
        names.UnionWith(pools.Select(p => p.Name!));
        if (names.Count == 0)
        {
            return;
        }

        foreach (var rule in await _compute.ForwardingRules.AggregatedListAsync(gke.Project, null, gke.Cancellation).ConfigureAwait(false))
        {
            var pool = pools.FirstOrDefault(p => rule.Target?.EndsWith($"/targetPools/{p.Name}", StringComparison.Ordinal) is true)?.Name;
            if (names.Contains(rule.Name!) || pool is not null)
            {
                Add(leftovers, "forwarding rule", _compute.ForwardingRules, ComputeScope.Of(rule.Region), rule.Name!, pool ?? rule.Name!);
            }
        }

        foreach (var pool in pools)
        {
            Add(leftovers, "target pool", _compute.TargetPools, ComputeScope.Of(pool.Region), pool.Name!, pool.Name!);
        }

        foreach (var service in (await _compute.BackendServices.AggregatedListAsync(gke.Project, null, gke.Cancellation).ConfigureAwait(false))
            .Where(s => names.Contains(s.Name!)))
        {
            Add(leftovers, "backend service", _compute.BackendServices, ComputeScope.Of(service.Region), service.Name!, service.Name!);
        }

        foreach (var address in (await _compute.Addresses.AggregatedListAsync(gke.Project, null, gke.Cancellation).ConfigureAwait(false))
            .Where(a => names.Contains(a.Name!)))
        {
            Add(leftovers, "address", _compute.Addresses, ComputeScope.Of(address.Region), address.Name!, address.Name!);
        }

        foreach (var check in (await _compute.HttpHealthChecks.ListAsync(gke.Project, ComputeScope.Global, null, gke.Cancellation).ConfigureAwait(false))
            .Where(c => names.Contains(c.Name!)))
        {
            Add(leftovers, "health check", _compute.HttpHealthChecks, ComputeScope.Global, check.Name!, check.Name!);
        }

        foreach (var check in (await _compute.HealthChecks.AggregatedListAsync(gke.Project, null, gke.Cancellation).ConfigureAwait(false))
            .Where(c => names.Contains(c.Name!)))
        {
            Add(leftovers, "health check", _compute.HealthChecks, ComputeScope.Of(check.Region), check.Name!, check.Name!);
        }
    }

    private async Task AddEndpointGroupsAsync(List<Leftover> leftovers, List<string> foreign, bool exclusive)
    {
        var groups = (await _compute.NetworkEndpointGroups.AggregatedListAsync(gke.Project, null, gke.Cancellation).ConfigureAwait(false))
            .Where(g => IsInNetwork(g.Network)).ToArray();
        if (groups.Length == 0)
        {
            return;
        }

        var services = await _compute.BackendServices.AggregatedListAsync(gke.Project, null, gke.Cancellation).ConfigureAwait(false);
        foreach (var group in groups)
        {
            if (!exclusive || !group.Name!.StartsWith("k8s", StringComparison.Ordinal))
            {
                foreign.Add($"network endpoint group '{group.Name}'");
                continue;
            }

            foreach (var service in services.Where(s => s.Name!.StartsWith("k8s", StringComparison.Ordinal)
                && s.Backends?.Any(b => b.Group?.EndsWith($"/networkEndpointGroups/{group.Name}", StringComparison.Ordinal) is true) is true))
            {
                Add(leftovers, "backend service", _compute.BackendServices, ComputeScope.Of(service.Region), service.Name!, null);
            }

            Add(leftovers, "network endpoint group", _compute.NetworkEndpointGroups, ComputeScope.Zone(group.Zone!), group.Name!, null);
        }
    }

    private async Task AddDisksAsync(List<Leftover> leftovers)
    {
        foreach (var disk in (await _compute.Disks.AggregatedListAsync(gke.Project, null, gke.Cancellation).ConfigureAwait(false))
            .Where(d => d.Labels?.GetValueOrDefault("goog-k8s-cluster-name") == gke.Cluster.Name
                && d.Labels?.GetValueOrDefault("goog-k8s-cluster-location") == gke.Options.Location && d.Users is null or { Count: 0 }))
        {
            Add(leftovers, "disk", _compute.Disks, ComputeScope.Zone(disk.Zone!), disk.Name!, null);
        }
    }

    private async Task<IReadOnlyList<string>> ForeignAsync(IEnumerable<Firewall> firewalls)
    {
        if (gke.Options.ExistingNetwork is not null)
        {
            return [];
        }

        var foreign = firewalls.Where(f => f.Description?.Contains(gke.Marker, StringComparison.Ordinal) is not true)
            .Select(f => $"firewall rule '{f.Name}'").ToList();
        foreign.AddRange((await _compute.Subnetworks.AggregatedListAsync(gke.Project, null, gke.Cancellation).ConfigureAwait(false))
            .Where(s => IsInNetwork(s.Network) && s.Name != gke.SubnetworkName).Select(s => $"subnetwork '{s.Name}'"));
        foreign.AddRange((await _compute.Routers.AggregatedListAsync(gke.Project, null, gke.Cancellation).ConfigureAwait(false))
            .Where(r => IsInNetwork(r.Network) && r.Name != GkeNames.Router(gke.Cluster.Name)).Select(r => $"router '{r.Name}'"));
        return foreign;
    }

    private bool IsInNetwork(string? link) =>
        link is not null && (link == gke.NetworkName || link.EndsWith($"/{gke.NetworkPath}", StringComparison.Ordinal) || link == gke.NetworkPath);

    private void Add<T>(List<Leftover> leftovers, string kind, ComputeCollection<T> collection, ComputeScope scope, string name, string? balancer)
        where T : class =>
        leftovers.Add(new Leftover(kind, name, gke.Project, balancer, ct => collection.DeleteAsync(gke.Project, scope, name, ct)));
}

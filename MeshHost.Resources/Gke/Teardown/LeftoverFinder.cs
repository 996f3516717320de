using MeshHost.Gcp.Compute;
using MeshHost.Gcp.Container;

namespace MeshHost.Resources.Gke;

/// <summary>
/// Finds what GKE makes in a network and does not take away with its cluster: load balancers, their firewall rules and health checks, network
/// endpoint groups, disks. Only what is provably the cluster's; everything else is foreign.
/// </summary>
/// <remarks>
/// <para>In a network that is ours alone the network is the proof: what bears a name of GKE's there is the cluster's.</para>
/// <para>
/// In a network that others use too, names prove nothing: clusters of other projects may have the same. There a load balancer is ours when the
/// instances behind it are our nodes, by project, zone, cluster and pool; its firewall rules are found by its name.
/// </para>
/// </remarks>
internal sealed class LeftoverFinder(GkeContext gke)
{
    private readonly ComputeClient _compute = gke.Cloud.Compute;

    /// <summary>Looks at the network once.</summary>
    public async Task<NetworkContents> FindAsync()
    {
        var clusters = await gke.Cloud.Container.ListClustersAsync(gke.Project, "-", gke.Cancellation).ConfigureAwait(false);
        var own = clusters.FirstOrDefault(IsNamedAsOurs);
        var exclusive = await IsNetworkOursAsync().ConfigureAwait(false) && !clusters.Any(c => IsInNetwork(c.NetworkConfig?.Network ?? c.Network) && !IsNamedAsOurs(c));
        var firewalls = (await _compute.Firewalls.ListAsync(gke.NetworkProject, ComputeScope.Global, null, gke.Cancellation).ConfigureAwait(false))
            .Where(f => IsInNetwork(f.Network)).ToArray();

        // What GKE has made for a cluster that lives and is somebody else's is in use.
        if (own is not null && !ControlPlaneLifecycle.IsMarked(own, gke))
        {
            return new NetworkContents([], [$"cluster '{own.Name}'", .. await ForeignAsync(firewalls).ConfigureAwait(false)]);
        }

        var pools = (await _compute.TargetPools.AggregatedListAsync(gke.Project, null, gke.Cancellation).ConfigureAwait(false)).ToArray();
        var balancers = pools.Where(IsBeforeOurNodes).SelectMany(p => (p.HealthChecks ?? []).Select(LastSegment).Append(p.Name!)).ToHashSet(StringComparer.Ordinal);
        var made = firewalls.Where(f => exclusive
            ? GkeMadeNames.IsFirewallRule(f.Name!)
            : GkeMadeNames.BalancerOf(f.Name!) is { } balancer && balancers.Contains(balancer)).ToArray();
        balancers.UnionWith(made.Select(f => GkeMadeNames.BalancerOf(f.Name!)).OfType<string>());
        var rules = made.Select(f => new Leftover("firewall rule", f.Name!, gke.NetworkProject, GkeMadeNames.BalancerOf(f.Name!),
            ct => _compute.Firewalls.DeleteAsync(gke.NetworkProject, ComputeScope.Global, f.Name!, ct)));
        var leftovers = new List<Leftover>();
        var foreign = new List<string>();
        if (balancers.Count > 0)
        {
            await AddBalancersAsync(leftovers, balancers).ConfigureAwait(false);
        }

        // What proves whose a balancer is goes last: in our own network its firewall rule, in a shared one the target pool.
        if (exclusive)
        {
            await AddTargetsAsync(leftovers, balancers, pools).ConfigureAwait(false);
            await AddEndpointGroupsAsync(leftovers, foreign).ConfigureAwait(false);
            leftovers.AddRange(rules);
        }
        else
        {
            leftovers.AddRange(rules);
            await AddTargetsAsync(leftovers, balancers, pools).ConfigureAwait(false);
        }

        await AddDisksAsync(leftovers).ConfigureAwait(false);
        foreign.AddRange(await ForeignAsync(firewalls.Except(made)).ConfigureAwait(false));
        return new NetworkContents(leftovers, foreign);
    }

    // An adopted network was somebody's before, and may have things of theirs in it.
    private async Task<bool> IsNetworkOursAsync() => gke.Options.ExistingNetwork is null
        && (await _compute.Networks.GetAsync(gke.Project, ComputeScope.Global, gke.NetworkName, gke.Cancellation).ConfigureAwait(false))
            ?.Description?.Contains(gke.Marker, StringComparison.Ordinal) is true;

    private static string LastSegment(string link) => link[(link.LastIndexOf('/') + 1)..];

    private bool IsNamedAsOurs(Cluster cluster) => cluster.Name == gke.Cluster.Name && cluster.Location == gke.Options.Location;

    private bool IsBeforeOurNodes(TargetPool pool) => pool.Instances is { Count: > 0 } instances
        && instances.All(i => GkeMadeNames.IsNode(i, gke.Project, gke.Options.Region, gke.Cluster.Name, gke.Options.NodePools.Select(p => p.Name)));

    private async Task AddBalancersAsync(List<Leftover> leftovers, HashSet<string> names)
    {
        foreach (var rule in await _compute.ForwardingRules.AggregatedListAsync(gke.Project, null, gke.Cancellation).ConfigureAwait(false))
        {
            var target = LastSegment(rule.Target ?? rule.BackendService ?? rule.Name!);
            if (names.Contains(rule.Name!) || names.Contains(target))
            {
                Add(leftovers, "forwarding rule", _compute.ForwardingRules, ComputeScope.Of(rule.Region), rule.Name!, names.Contains(target) ? target : rule.Name!);
            }
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
    }

    private async Task AddTargetsAsync(List<Leftover> leftovers, HashSet<string> names, IEnumerable<TargetPool> pools)
    {
        if (names.Count == 0)
        {
            return;
        }

        foreach (var pool in pools.Where(p => names.Contains(p.Name!)))
        {
            Add(leftovers, "target pool", _compute.TargetPools, ComputeScope.Of(pool.Region), pool.Name!, pool.Name!);
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

    private async Task AddEndpointGroupsAsync(List<Leftover> leftovers, List<string> foreign)
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
            if (!GkeMadeNames.IsEndpointGroup(group.Name!, group.Description))
            {
                foreign.Add($"network endpoint group '{group.Name}'");
                continue;
            }

            foreach (var service in services.Where(s => s.Name!.StartsWith("k8s", StringComparison.Ordinal) && leftovers.TrueForAll(l => l.Name != s.Name)
                && s.Backends?.Any(b => b.Group?.EndsWith($"/networkEndpointGroups/{group.Name}", StringComparison.Ordinal) is true) is true))
            {
                Add(leftovers, "backend service", _compute.BackendServices, ComputeScope.Of(service.Region), service.Name!, null);
                foreach (var check in service.HealthChecks ?? [])
                {
                    Add(leftovers, "health check", _compute.HealthChecks, ComputeScope.Of(service.Region), LastSegment(check), null);
                }
            }

            Add(leftovers, "network endpoint group", _compute.NetworkEndpointGroups, ComputeScope.Zone(group.Zone!), group.Name!, null);
        }
    }

    // A disk that somebody else has attached is not removed by Google either: it is counted as a survivor.
    private async Task AddDisksAsync(List<Leftover> leftovers)
    {
        foreach (var disk in (await _compute.Disks.AggregatedListAsync(gke.Project, null, gke.Cancellation).ConfigureAwait(false))
            .Where(d => d.Labels?.GetValueOrDefault("goog-k8s-cluster-name") == gke.Cluster.Name
                && d.Labels?.GetValueOrDefault("goog-k8s-cluster-location") == gke.Options.Location))
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

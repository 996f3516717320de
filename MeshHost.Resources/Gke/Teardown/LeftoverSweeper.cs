using MeshHost.Gcp;
using MeshHost.Gcp.Compute;
using Microsoft.Extensions.Logging;

namespace MeshHost.Resources.Gke;

/// <summary>
/// Removes what GKE makes in a network and does not take away with its cluster: load balancers, their firewall rules and health checks,
/// network endpoint groups, disks. Only what is provably the cluster's; everything else is listed.
/// </summary>
/// <remarks>
/// The proof is the network: it is ours alone, so what controllers made in it is the cluster's. In a network that others use too, the cluster's
/// name in node tags and instance names is asked for as well.
/// </remarks>
internal sealed partial class LeftoverSweeper(GkeContext gke)
{
    private readonly string _nodePrefix = $"gke-{gke.Cluster.Name}-";
    private readonly ComputeClient _compute = gke.Cloud.Compute;

    /// <summary>Sweeps once. What is still in use is left for the next time.</summary>
    /// <returns>What is in the network and not ours to remove; empty if nothing stands in the way of deleting the network.</returns>
    public async Task<IReadOnlyList<string>> SweepAsync()
    {
        gke.Lifecycle.Report("looking for what GKE has left behind");
        var exclusive = gke.Options.ExistingNetwork is null && !await HasOtherClusterAsync().ConfigureAwait(false);
        var firewalls = (await _compute.Firewalls.ListAsync(gke.NetworkProject, ComputeScope.Global, null, gke.Cancellation).ConfigureAwait(false))
            .Where(f => IsInNetwork(f.Network)).ToArray();
        var made = firewalls.Where(f => IsMadeByGke(f, exclusive)).ToArray();

        // The firewall rule of a load balancer is what ties its other parts, which carry no network, to ours: it goes last.
        var balancers = made.Select(f => f.Name!).Where(n => n.StartsWith("k8s-fw-", StringComparison.Ordinal))
            .Select(n => n["k8s-fw-".Length..]).ToHashSet(StringComparer.Ordinal);
        var nodeChecks = made.Select(f => f.Name!).Where(n => n.EndsWith("-http-hc", StringComparison.Ordinal))
            .Select(n => n[..^"-http-hc".Length]).ToHashSet(StringComparer.Ordinal);

        await SweepBalancersAsync(balancers, nodeChecks).ConfigureAwait(false);
        var groups = await SweepEndpointGroupsAsync(exclusive).ConfigureAwait(false);
        await SweepDisksAsync().ConfigureAwait(false);
        foreach (var firewall in made)
        {
            await DeleteAsync(_compute.Firewalls, gke.NetworkProject, ComputeScope.Global, "firewall rule", firewall.Name!).ConfigureAwait(false);
        }

        gke.Lifecycle.Report("");
        return [.. groups, .. await SurvivorsAsync(firewalls.Except(made)).ConfigureAwait(false)];
    }

    private async Task<bool> HasOtherClusterAsync()
    {
        var clusters = await gke.Cloud.Container.ListClustersAsync(gke.Project, "-", gke.Cancellation).ConfigureAwait(false);
        return clusters.Any(c => IsInNetwork(c.NetworkConfig?.Network ?? c.Network)
            && !(c.Name == gke.Cluster.Name && c.Location == gke.Options.Location));
    }

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

    private async Task SweepBalancersAsync(HashSet<string> balancers, HashSet<string> nodeChecks)
    {
        var pools = (await _compute.TargetPools.AggregatedListAsync(gke.Project, null, gke.Cancellation).ConfigureAwait(false))
            .Where(p => balancers.Contains(p.Name!) || p.Instances?.Any(i => i.Contains("/instances/" + _nodePrefix, StringComparison.Ordinal)) is true).ToArray();
        balancers.UnionWith(pools.Select(p => p.Name!));
        if (balancers.Count == 0 && nodeChecks.Count == 0)
        {
            return;
        }

        foreach (var rule in (await _compute.ForwardingRules.AggregatedListAsync(gke.Project, null, gke.Cancellation).ConfigureAwait(false))
            .Where(r => balancers.Contains(r.Name!) || r.Target is { } target && pools.Any(p => target.EndsWith($"/targetPools/{p.Name}", StringComparison.Ordinal))))
        {
            await DeleteAsync(_compute.ForwardingRules, gke.Project, ComputeScope.Of(rule.Region), "forwarding rule", rule.Name!).ConfigureAwait(false);
        }

        foreach (var pool in pools)
        {
            await DeleteAsync(_compute.TargetPools, gke.Project, ComputeScope.Of(pool.Region), "target pool", pool.Name!).ConfigureAwait(false);
        }

        foreach (var service in (await _compute.BackendServices.AggregatedListAsync(gke.Project, null, gke.Cancellation).ConfigureAwait(false))
            .Where(s => balancers.Contains(s.Name!)))
        {
            await DeleteAsync(_compute.BackendServices, gke.Project, ComputeScope.Of(service.Region), "backend service", service.Name!).ConfigureAwait(false);
        }

        foreach (var address in (await _compute.Addresses.AggregatedListAsync(gke.Project, null, gke.Cancellation).ConfigureAwait(false))
            .Where(a => balancers.Contains(a.Name!)))
        {
            await DeleteAsync(_compute.Addresses, gke.Project, ComputeScope.Of(address.Region), "address", address.Name!).ConfigureAwait(false);
        }

        var checks = balancers.Concat(nodeChecks).ToHashSet(StringComparer.Ordinal);
        foreach (var check in (await _compute.HttpHealthChecks.ListAsync(gke.Project, ComputeScope.Global, null, gke.Cancellation).ConfigureAwait(false))
            .Where(c => checks.Contains(c.Name!)))
        {
            await DeleteAsync(_compute.HttpHealthChecks, gke.Project, ComputeScope.Global, "health check", check.Name!).ConfigureAwait(false);
        }

        foreach (var check in (await _compute.HealthChecks.AggregatedListAsync(gke.Project, null, gke.Cancellation).ConfigureAwait(false))
            .Where(c => checks.Contains(c.Name!)))
        {
            await DeleteAsync(_compute.HealthChecks, gke.Project, ComputeScope.Of(check.Region), "health check", check.Name!).ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyList<string>> SweepEndpointGroupsAsync(bool exclusive)
    {
        var survivors = new List<string>();
        var groups = (await _compute.NetworkEndpointGroups.AggregatedListAsync(gke.Project, null, gke.Cancellation).ConfigureAwait(false))
            .Where(g => IsInNetwork(g.Network)).ToArray();
        if (groups.Length == 0)
        {
            return survivors;
        }

        var services = await _compute.BackendServices.AggregatedListAsync(gke.Project, null, gke.Cancellation).ConfigureAwait(false);
        foreach (var group in groups)
        {
            if (!exclusive || !group.Name!.StartsWith("k8s", StringComparison.Ordinal))
            {
                survivors.Add($"network endpoint group '{group.Name}'");
                continue;
            }

            foreach (var service in services.Where(s => s.Name!.StartsWith("k8s", StringComparison.Ordinal)
                && s.Backends?.Any(b => b.Group?.EndsWith($"/networkEndpointGroups/{group.Name}", StringComparison.Ordinal) is true) is true))
            {
                await DeleteAsync(_compute.BackendServices, gke.Project, ComputeScope.Of(service.Region), "backend service", service.Name!).ConfigureAwait(false);
            }

            await DeleteAsync(_compute.NetworkEndpointGroups, gke.Project, ComputeScope.Zone(group.Zone!), "network endpoint group", group.Name!).ConfigureAwait(false);
        }

        return survivors;
    }

    private async Task SweepDisksAsync()
    {
        foreach (var disk in (await _compute.Disks.AggregatedListAsync(gke.Project, null, gke.Cancellation).ConfigureAwait(false))
            .Where(d => d.Labels?.GetValueOrDefault("goog-k8s-cluster-name") == gke.Cluster.Name
                && d.Labels?.GetValueOrDefault("goog-k8s-cluster-location") is { } location
                && location == gke.Options.Location && d.Users is null or { Count: 0 }))
        {
            await DeleteAsync(_compute.Disks, gke.Project, ComputeScope.Zone(disk.Zone!), "disk", disk.Name!).ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyList<string>> SurvivorsAsync(IEnumerable<Firewall> firewalls)
    {
        if (gke.Options.ExistingNetwork is not null)
        {
            return [];
        }

        var survivors = firewalls.Where(f => f.Description?.Contains(gke.Marker, StringComparison.Ordinal) is not true)
            .Select(f => $"firewall rule '{f.Name}'").ToList();
        survivors.AddRange((await _compute.Subnetworks.AggregatedListAsync(gke.Project, null, gke.Cancellation).ConfigureAwait(false))
            .Where(s => IsInNetwork(s.Network) && s.Name != gke.SubnetworkName).Select(s => $"subnetwork '{s.Name}'"));
        survivors.AddRange((await _compute.Routers.AggregatedListAsync(gke.Project, null, gke.Cancellation).ConfigureAwait(false))
            .Where(r => IsInNetwork(r.Network) && r.Name != GkeNames.Router(gke.Cluster.Name)).Select(r => $"router '{r.Name}'"));
        return survivors;
    }

    private bool IsInNetwork(string? link) =>
        link is not null && (link == gke.NetworkName || link.EndsWith($"/{gke.NetworkPath}", StringComparison.Ordinal) || link == gke.NetworkPath);

    private async Task DeleteAsync<T>(ComputeCollection<T> collection, string project, ComputeScope scope, string kind, string name)
        where T : class
    {
        try
        {
            gke.Lifecycle.Report($"removing the {kind} '{name}' that GKE has left behind");
            if (await collection.DeleteAsync(project, scope, name, gke.Cancellation).ConfigureAwait(false) is { } operation)
            {
                await _compute.Operations.WaitAsync(project, operation, gke, gke.Cancellation).ConfigureAwait(false);
                Log.Swept(gke.Lifecycle.Logger, kind, name);
            }
        }
        catch (GoogleCloudException ex) when (ex.Kind is GoogleCloudErrorKind.ResourceInUse or GoogleCloudErrorKind.ResourceNotReady or GoogleCloudErrorKind.NotFound)
        {
            Log.NotYet(gke.Lifecycle.Logger, kind, name, ex.Detail);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Removed the {Kind} '{Name}' that GKE had left behind")]
        public static partial void Swept(ILogger logger, string kind, string name);

        [LoggerMessage(Level = LogLevel.Information, Message = "The {Kind} '{Name}' cannot be removed yet: {Reason}")]
        public static partial void NotYet(ILogger logger, string kind, string name, string reason);
    }
}

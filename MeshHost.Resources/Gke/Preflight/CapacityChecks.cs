using MeshHost.Gcp.Compute;

namespace MeshHost.Resources.Gke;

/// <summary>Asks whether the region has the zones, the machine types and the quotas that the declaration needs.</summary>
internal sealed class CapacityChecks(GkeContext gke)
{
    public async Task<IEnumerable<string>> RunAsync()
    {
        var options = gke.Options;
        var region = await gke.Cloud.Compute.GetRegionAsync(gke.Project, options.Region, gke.Cancellation).ConfigureAwait(false);
        if (region is null)
        {
            return [$"There is no region '{options.Region}'. Check WithLocation of cluster '{gke.Cluster.Name}'."];
        }

        var inRegion = (region.Zones ?? []).Select(z => z[(z.LastIndexOf('/') + 1)..]).ToArray();
        string[] zones = options.NodeZones.Count > 0 ? [.. options.NodeZones] : options.IsRegional ? [.. inRegion.Take(3)] : [options.Location];
        var unknown = zones.Append(options.IsRegional ? zones[0] : options.Location).Distinct().Where(z => inRegion.Length > 0 && !inRegion.Contains(z)).ToArray();
        return unknown.Length > 0
            ? unknown.Select(z => $"There is no zone '{z}'. The zones of {options.Region} are {string.Join(", ", inRegion)}.")
            : [.. await MachinesAsync(region, zones).ConfigureAwait(false), .. await GlobalQuotasAsync().ConfigureAwait(false)];
    }

    private async Task<IEnumerable<string>> MachinesAsync(Region region, string[] zones)
    {
        var problems = new List<string>();
        var needs = new Dictionary<string, double>();
        foreach (var pool in gke.Options.NodePools)
        {
            MachineType? machine = null;
            foreach (var zone in zones)
            {
                machine = await gke.Cloud.Compute.GetMachineTypeAsync(gke.Project, zone, pool.MachineType, gke.Cancellation).ConfigureAwait(false);
                if (machine is null)
                {
                    problems.Add($"The zone '{zone}' has no machine type '{pool.MachineType}' (node pool '{pool.Name}'). Choose another.");
                    break;
                }
            }

            if (machine is not null)
            {
                QuotaNeeds.Add(needs, pool, pool.NodeCount * zones.Length, machine.GuestCpus ?? 0);
            }
        }

        // An existing cluster's nodes are in the quota's use already.
        return await gke.Cloud.Container.GetClusterAsync(gke.ClusterName, gke.Cancellation).ConfigureAwait(false) is null
            ? [.. problems, .. QuotaNeeds.Problems(needs, region.Quotas, $"of {region.Name}")]
            : problems;
    }

    private async Task<IEnumerable<string>> GlobalQuotasAsync()
    {
        if (gke.Options.ExistingNetwork is not null
            || await gke.Cloud.Compute.Networks.GetAsync(gke.Project, ComputeScope.Global, gke.NetworkName, gke.Cancellation).ConfigureAwait(false) is not null)
        {
            return [];
        }

        var project = await gke.Cloud.Compute.GetProjectAsync(gke.Project, gke.Cancellation).ConfigureAwait(false);
        var needs = new Dictionary<string, double> { ["NETWORKS"] = 1, ["SUBNETWORKS"] = 1, ["ROUTERS"] = 1, ["FIREWALLS"] = FirewallRuleDefinition.All.Count };
        return QuotaNeeds.Problems(needs, project?.Quotas, $"of project '{gke.Project}'");
    }
}

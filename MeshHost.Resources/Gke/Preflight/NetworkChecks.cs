using MeshHost.Gcp.Compute;

namespace MeshHost.Resources.Gke;

/// <summary>Asks whether the ranges are free in the network, and whether a network that is to be used has what it takes.</summary>
internal sealed class NetworkChecks(GkeContext gke)
{
    public async Task<IEnumerable<string>> RunAsync()
    {
        var (options, problems) = (gke.Options, new List<string>());
        var all = (await gke.Cloud.Compute.Subnetworks.AggregatedListAsync(gke.NetworkProject, null, gke.Cancellation).ConfigureAwait(false))
            .Where(s => IsInNetwork(s.Network)).ToArray();
        (string What, CidrRange Range)[] wanted;
        if (options.ExistingNetwork is { } existing)
        {
            var subnetwork = await gke.Cloud.Compute.Subnetworks.GetAsync(gke.NetworkProject, gke.Region, existing.Subnetwork, gke.Cancellation).ConfigureAwait(false);
            if (subnetwork is null)
            {
                return [$"There is no subnetwork '{existing.Subnetwork}' in {options.Region} of project '{gke.NetworkProject}'. Check WithExistingNetwork."];
            }

            problems.AddRange(Existing(existing, subnetwork));
            wanted = [("control plane", options.ControlPlaneRange)];
        }
        else
        {
            all = [.. all.Where(s => s.Name != gke.SubnetworkName)];
            wanted = [("nodes", options.NodeRange), ("pods", options.PodRange), ("services", options.ServiceRange), ("control plane", options.ControlPlaneRange)];
        }

        var taken = all.SelectMany(s => (s.SecondaryIpRanges ?? []).Select(r => r.IpCidrRange).Append(s.IpCidrRange).OfType<string>()
            .Select(r => (Range: CidrRange.Parse(r), Of: $"subnetwork '{s.Name}'"))).ToList();
        taken.AddRange((await gke.Cloud.Container.ListClustersAsync(gke.Project, "-", gke.Cancellation).ConfigureAwait(false))
            .Where(c => IsInNetwork(c.NetworkConfig?.Network) && !(c.Name == gke.Cluster.Name && c.Location == options.Location)
                && c.PrivateClusterConfig?.MasterIpv4CidrBlock is { Length: > 0 })
            .Select(c => (CidrRange.Parse(c.PrivateClusterConfig!.MasterIpv4CidrBlock!), $"the control plane of cluster '{c.Name}'")));
        problems.AddRange(
            from want in wanted
            from take in taken
            where want.Range.Overlaps(take.Range)
            select $"The range of the {want.What} {want.Range} overlaps {take.Range} of {take.Of} in network '{gke.NetworkName}'. Choose another range.");
        return problems;
    }

    private List<string> Existing(GkeExistingNetwork existing, Subnetwork subnetwork)
    {
        var problems = new List<string>();
        if (!IsInNetwork(subnetwork.Network))
        {
            problems.Add($"The subnetwork '{existing.Subnetwork}' is in network '{subnetwork.Network}', not in '{existing.Network}'. Check WithExistingNetwork.");
        }

        var ranges = (subnetwork.SecondaryIpRanges ?? []).ToDictionary(r => r.RangeName ?? "", r => r.IpCidrRange);
        foreach (var name in new[] { existing.PodRangeName, existing.ServiceRangeName }.Where(n => !ranges.ContainsKey(n)))
        {
            problems.Add($"The subnetwork '{existing.Subnetwork}' has no secondary range '{name}'. It has {(ranges.Count == 0 ? "none" : string.Join(", ", ranges.Keys))}.");
        }

        if (subnetwork.PrivateIpGoogleAccess is not true)
        {
            problems.Add($"The subnetwork '{existing.Subnetwork}' has no private Google access, which nodes without external addresses need. Have its owner switch it on.");
        }

        if (subnetwork.IpCidrRange is { } nodes && ranges.GetValueOrDefault(existing.PodRangeName) is { } pods)
        {
            problems.AddRange(DeclarationRules.Capacity(gke.Cluster.Name, gke.Options, CidrRange.Parse(nodes), CidrRange.Parse(pods)));
        }

        return problems;
    }

    private bool IsInNetwork(string? link) => link is not null && (link == gke.NetworkPath || link.EndsWith("/" + gke.NetworkPath, StringComparison.Ordinal));
}

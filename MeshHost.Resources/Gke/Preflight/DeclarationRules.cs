using System.Text.RegularExpressions;

namespace MeshHost.Resources.Gke;

/// <summary>What is wrong with a cluster's declaration by itself. Pure; nothing is asked of Google.</summary>
internal static partial class DeclarationRules
{
    private const int PodsPrefixPerNode = 24;

    // Google keeps four addresses of each primary range.
    private const int ReservedAddresses = 4;

    public static IEnumerable<string> Problems(string cluster, GkeClusterOptions options)
    {
        if (options.NodePools.Count == 0)
        {
            yield return $"Cluster '{cluster}' has no node pool. Declare one with WithNodePool(\"default\").";
        }

        if (options.AuthorizedNetworks.Count == 0)
        {
            yield return $"Cluster '{cluster}' has no authorized network, so nobody could reach its control plane. Declare one with WithAuthorizedNetwork(name, cidr).";
        }

        foreach (var zone in options.NodeZones.Where(z => !z.StartsWith(options.Region + "-", StringComparison.Ordinal)))
        {
            yield return $"The zone '{zone}' is not in the region '{options.Region}' of cluster '{cluster}'.";
        }

        foreach (var (key, value) in options.Labels.Where(l => !LabelKey().IsMatch(l.Key) || !LabelValue().IsMatch(l.Value)))
        {
            yield return $"The label '{key}={value}' of cluster '{cluster}' is invalid. Use lowercase letters, digits, hyphens and underscores; the key starts with a letter.";
        }

        if (options.ExistingNetwork is not null)
        {
            yield break;
        }

        foreach (var problem in Addresses(cluster, options))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> Addresses(string cluster, GkeClusterOptions options)
    {
        (string Name, CidrRange Range)[] ranges =
            [("nodes", options.NodeRange), ("pods", options.PodRange), ("services", options.ServiceRange), ("control plane", options.ControlPlaneRange)];
        for (var i = 0; i < ranges.Length; i++)
        {
            for (var j = i + 1; j < ranges.Length; j++)
            {
                if (ranges[i].Range.Overlaps(ranges[j].Range))
                {
                    yield return $"The ranges of {ranges[i].Name} ({ranges[i].Range}) and {ranges[j].Name} ({ranges[j].Range}) of cluster '{cluster}' overlap. Change one of them in WithNetwork.";
                }
            }
        }

        foreach (var problem in Capacity(cluster, options, options.NodeRange, options.PodRange))
        {
            yield return problem;
        }
    }

    /// <summary>What is wrong with the sizes of the ranges for as many nodes as there can be.</summary>
    public static IEnumerable<string> Capacity(string cluster, GkeClusterOptions options, CidrRange nodeRange, CidrRange podRange)
    {
        var zones = options.NodeZones.Count > 0 ? options.NodeZones.Count : options.IsRegional ? 3 : 1;
        var nodes = options.NodePools.Sum(p => (long)p.LargestNodeCount) * zones;
        if (nodes > nodeRange.Size - ReservedAddresses)
        {
            yield return $"Cluster '{cluster}' can have {nodes} nodes, but the range of the nodes {nodeRange} holds {nodeRange.Size - ReservedAddresses}. Declare a larger range.";
        }

        var nodesByPods = podRange.PrefixLength > PodsPrefixPerNode ? 0 : 1L << (PodsPrefixPerNode - podRange.PrefixLength);
        if (nodes > nodesByPods)
        {
            yield return $"Cluster '{cluster}' can have {nodes} nodes, but the range of the pods {podRange} holds {nodesByPods}: each takes a /{PodsPrefixPerNode}. Declare a larger range.";
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9_-]{0,62}$")]
    private static partial Regex LabelKey();

    [GeneratedRegex("^[a-z0-9_-]{0,63}$")]
    private static partial Regex LabelValue();
}

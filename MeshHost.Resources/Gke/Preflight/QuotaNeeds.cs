using System.Globalization;
using MeshHost.Gcp.Compute;

namespace MeshHost.Resources.Gke;

/// <summary>What a cluster takes of quotas. Pure.</summary>
internal static class QuotaNeeds
{
    // Families with a quota of their own; all others count as CPUS.
    private static readonly string[] s_families = ["N2D", "N2", "C2D", "C2", "C3D", "C3", "C4", "T2D", "T2A", "M1", "M2", "M3", "A2"];

    public static void Add(Dictionary<string, double> needs, GkeNodePoolOptions pool, int nodes, int cpus)
    {
        var family = pool.MachineType.Split('-')[0].ToUpperInvariant();
        Add(s_families.Contains(family) ? $"{family}_CPUS" : "CPUS", (double)nodes * cpus);
        Add("INSTANCES", nodes);
        Add(pool.DiskType == "pd-standard" ? "DISKS_TOTAL_GB" : "SSD_TOTAL_GB", (double)nodes * pool.DiskSizeGb);

        void Add(string metric, double amount) => needs[metric] = needs.GetValueOrDefault(metric) + amount;
    }

    public static IEnumerable<string> Problems(IReadOnlyDictionary<string, double> needs, IReadOnlyList<Quota>? quotas, string where)
    {
        foreach (var quota in quotas ?? [])
        {
            if (quota is { Metric: { } metric, Limit: { } limit } && needs.TryGetValue(metric, out var need) && need > limit - (quota.Usage ?? 0))
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"The quota {metric} {where} is too small: limit {limit}, in use {quota.Usage ?? 0}, needed {need}. Ask for more under IAM & Admin, Quotas, or declare less.");
            }
        }
    }
}

using MeshHost.Gcp.Container;

namespace MeshHost.Resources.Gke;

/// <summary>The declared settings of a pool as Google's API wants them. Pure.</summary>
internal static class NodePoolBody
{
    public static NodePool Build(GkeNodePoolOptions pool, GkeContext gke) => new()
    {
        Name = pool.Name,
        InitialNodeCount = pool.NodeCount,
        Config = new()
        {
            MachineType = pool.MachineType,
            DiskType = pool.DiskType,
            DiskSizeGb = pool.DiskSizeGb,
            ImageType = pool.ImageType,
            ServiceAccount = gke.ServiceAccountEmail,
            OauthScopes = ["https://www.googleapis.com/auth/cloud-platform"],
            Metadata = new Dictionary<string, string> { ["disable-legacy-endpoints"] = "true" },
            ShieldedInstanceConfig = gke.Options.ShieldedNodes ? new() { EnableSecureBoot = true, EnableIntegrityMonitoring = true } : null,
            WorkloadMetadataConfig = new() { Mode = "GKE_METADATA" },
            Labels = pool.Labels.Count > 0 ? new Dictionary<string, string>(pool.Labels, StringComparer.Ordinal) : null,
            Taints = pool.Taints.Count > 0 ? Taints(pool) : null,
            Spot = pool.Spot ? true : null,
            ResourceLabels = new Dictionary<string, string> { [GkeNames.ManagedByLabel] = GkeNames.ManagedByValue },
        },
        Autoscaling = Autoscaling(pool),
        Management = new() { AutoRepair = true, AutoUpgrade = true },
        UpgradeSettings = new() { Strategy = "SURGE", MaxSurge = 1, MaxUnavailable = 0 },
        NetworkConfig = new() { EnablePrivateNodes = true },
    };

    public static bool IsOurs(NodePool pool) => pool.Config?.ResourceLabels?.GetValueOrDefault(GkeNames.ManagedByLabel) == GkeNames.ManagedByValue;

    public static NodePoolAutoscaling Autoscaling(GkeNodePoolOptions pool) => pool.IsAutoscaled
        ? new() { Enabled = true, MinNodeCount = pool.MinNodeCount, MaxNodeCount = pool.MaxNodeCount }
        : new() { Enabled = false };

    public static IReadOnlyList<NodeTaint> Taints(GkeNodePoolOptions pool) =>
        [.. pool.Taints.Select(t => new NodeTaint { Key = t.Key, Value = t.Value, Effect = t.Effect })];
}

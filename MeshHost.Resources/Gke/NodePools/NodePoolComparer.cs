using MeshHost.Gcp.Container;

namespace MeshHost.Resources.Gke;

/// <summary>Compares a pool with what is declared. Pure.</summary>
internal static class NodePoolComparer
{
    /// <summary>The differences, one step for each request.</summary>
    /// <param name="desired">What is declared.</param>
    /// <param name="actual">What is there.</param>
    /// <param name="size">Nodes per zone as they are now, or null when that is not known or the pool scales by itself.</param>
    public static IReadOnlyList<NodePoolStep> Compare(NodePool desired, NodePool actual, int? size)
    {
        var steps = new List<NodePoolStep>();
        var (want, have) = (desired.Config!, actual.Config ?? new NodeConfig());
        Add(steps, new NodePoolStep([]), diff =>
        {
            diff.Text("config.serviceAccount", have.ServiceAccount, want.ServiceAccount, immutable: true);
            diff.Switch("config.spot", have.Spot, want.Spot is true, immutable: true);
            diff.Set("config.oauthScopes", have.OauthScopes, want.OauthScopes ?? [], immutable: true);
            diff.Switch("config.shieldedInstanceConfig.enableSecureBoot",
                have.ShieldedInstanceConfig?.EnableSecureBoot, want.ShieldedInstanceConfig?.EnableSecureBoot is true, immutable: true);
        });
        Add(steps, new NodePoolStep([], new UpdateNodePoolRequest
        {
            MachineType = want.MachineType,
            DiskType = want.DiskType,
            DiskSizeGb = want.DiskSizeGb,
        }), diff =>
        {
            diff.Text("config.machineType", have.MachineType, want.MachineType);
            diff.Text("config.diskType", have.DiskType ?? have.MachineType, want.DiskType);
            diff.Number("config.diskSizeGb", have.DiskSizeGb, want.DiskSizeGb!.Value);
        });
        Add(steps, new NodePoolStep([], new UpdateNodePoolRequest { ImageType = want.ImageType, NodeVersion = actual.Version }),
            diff => diff.Text("config.imageType", have.ImageType?.ToUpperInvariant(), want.ImageType));
        Add(steps, new NodePoolStep([], new UpdateNodePoolRequest { WorkloadMetadataConfig = want.WorkloadMetadataConfig }),
            diff => diff.Text("config.workloadMetadataConfig.mode", have.WorkloadMetadataConfig?.Mode, want.WorkloadMetadataConfig!.Mode));

        // Maps and lists are replaced as a whole: labels of others are carried along, taints are all ours.
        var labels = new Dictionary<string, string>(have.Labels ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        foreach (var (key, value) in want.Labels ?? new Dictionary<string, string>())
        {
            labels[key] = value;
        }

        Add(steps, new NodePoolStep([], new UpdateNodePoolRequest { Labels = new() { Labels = labels } }),
            diff => diff.Subset("config.labels", have.Labels, want.Labels ?? new Dictionary<string, string>()));
        Add(steps, new NodePoolStep([], new UpdateNodePoolRequest { Taints = new() { Taints = want.Taints ?? [] } }),
            diff => diff.Set("config.taints", Show(have.Taints), Show(want.Taints)));
        if (desired.UpgradeSettings is { } upgrade)
        {
            // The server leaves out what is zero.
            Add(steps, new NodePoolStep([], new UpdateNodePoolRequest { UpgradeSettings = upgrade }), diff =>
            {
                diff.Text("upgradeSettings.strategy", actual.UpgradeSettings?.Strategy, upgrade.Strategy);
                diff.Number("upgradeSettings.maxSurge", actual.UpgradeSettings?.MaxSurge ?? 0, upgrade.MaxSurge ?? 0);
                diff.Number("upgradeSettings.maxUnavailable", actual.UpgradeSettings?.MaxUnavailable ?? 0, upgrade.MaxUnavailable ?? 0);
            });
        }

        if (desired.NetworkConfig?.EnablePrivateNodes is true)
        {
            Add(steps, new NodePoolStep([], new UpdateNodePoolRequest { NodeNetworkConfig = new() { EnablePrivateNodes = true } }),
                diff => diff.Switch("networkConfig.enablePrivateNodes", actual.NetworkConfig?.EnablePrivateNodes, true));
        }

        Add(steps, new NodePoolStep([], Management: desired.Management), diff =>
        {
            diff.Switch("management.autoRepair", actual.Management?.AutoRepair, true);
            diff.Switch("management.autoUpgrade", actual.Management?.AutoUpgrade, true);
        });
        AddScale(steps, desired, actual, size);
        return steps;
    }

    private static void AddScale(List<NodePoolStep> steps, NodePool desired, NodePool actual, int? size)
    {
        var autoscaling = desired.Autoscaling!;
        Add(steps, new NodePoolStep([], Autoscaling: autoscaling), diff =>
        {
            diff.Switch("autoscaling.enabled", actual.Autoscaling?.Enabled, autoscaling.Enabled is true);
            if (autoscaling.Enabled is true)
            {
                diff.Number("autoscaling.minNodeCount", actual.Autoscaling?.MinNodeCount ?? 0, autoscaling.MinNodeCount!.Value);
                diff.Number("autoscaling.maxNodeCount", actual.Autoscaling?.MaxNodeCount, autoscaling.MaxNodeCount!.Value);
            }
        });

        // The number in the pool is that of its creation; what counts is how many instances there are, unless the autoscaler decides.
        if (autoscaling.Enabled is not true && size is { } nodes)
        {
            Add(steps, new NodePoolStep([], Size: desired.InitialNodeCount), diff => diff.Number("nodes per zone", nodes, desired.InitialNodeCount!.Value));
        }
    }

    private static void Add(List<NodePoolStep> steps, NodePoolStep step, Action<FieldDiff> compare)
    {
        var diff = new FieldDiff();
        compare(diff);
        if (diff.Changes.Count > 0)
        {
            steps.Add(step with { Changes = diff.Changes });
        }
    }

    private static IEnumerable<string> Show(IReadOnlyList<NodeTaint>? taints) => (taints ?? []).Select(t => $"{t.Key}={t.Value}:{t.Effect}");
}

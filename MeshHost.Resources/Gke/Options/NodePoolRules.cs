using System.Text.RegularExpressions;

namespace MeshHost.Resources.Gke;

/// <summary>What Google would refuse of a node pool, found before anything is sent.</summary>
internal static partial class NodePoolRules
{
    private static readonly string[] s_diskTypes = ["pd-standard", "pd-balanced", "pd-ssd", "hyperdisk-balanced"];

    private static readonly string[] s_images = ["COS_CONTAINERD", "UBUNTU_CONTAINERD"];

    private static readonly string[] s_effects = ["NO_SCHEDULE", "PREFER_NO_SCHEDULE", "NO_EXECUTE"];

    /// <summary>The first problem of a pool, or null.</summary>
    public static string? Problem(GkeNodePoolOptions pool)
    {
        var where = $"Node pool '{pool.Name}'";
        if (GkeNames.Problem("node pool name", pool.Name) is { } name)
        {
            return name;
        }

        if (!MachineType().IsMatch(pool.MachineType))
        {
            return $"{where} has the invalid machine type '{pool.MachineType}'. Use one such as e2-standard-4.";
        }

        if (pool.NodeCount is < 0 or > 1000)
        {
            return $"{where} asks for {pool.NodeCount} nodes. Use 0 to 1000.";
        }

        if ((pool.MinNodeCount is null) != (pool.MaxNodeCount is null))
        {
            return $"{where} has only one of the limits of autoscaling. Set both MinNodeCount and MaxNodeCount.";
        }

        if (pool.MinNodeCount > pool.MaxNodeCount || pool.MinNodeCount < 0)
        {
            return $"{where} has the autoscaling limits {pool.MinNodeCount} to {pool.MaxNodeCount}. The first must not exceed the second.";
        }

        if (pool.IsAutoscaled && (pool.NodeCount < pool.MinNodeCount || pool.NodeCount > pool.MaxNodeCount))
        {
            return $"{where} starts with {pool.NodeCount} nodes, which is outside its autoscaling limits {pool.MinNodeCount} to {pool.MaxNodeCount}.";
        }

        if (pool.DiskSizeGb is < 10 or > 65536)
        {
            return $"{where} has a boot disk of {pool.DiskSizeGb} GB. Use 10 to 65536.";
        }

        if (!s_diskTypes.Contains(pool.DiskType, StringComparer.Ordinal))
        {
            return $"{where} has the unknown disk type '{pool.DiskType}'. Use one of {string.Join(", ", s_diskTypes)}.";
        }

        if (!s_images.Contains(pool.ImageType, StringComparer.Ordinal))
        {
            return $"{where} has the unknown image '{pool.ImageType}'. Use one of {string.Join(", ", s_images)}.";
        }

        foreach (var (key, value) in pool.Labels)
        {
            if (!LabelKey().IsMatch(key) || !LabelValue().IsMatch(value) || IsReserved(key))
            {
                return $"{where} has the label '{key}={value}', which Kubernetes or GKE would refuse. Use letters, digits, '-', '_' and '.', "
                    + "and no prefix of kubernetes.io, k8s.io or google.com.";
            }
        }

        if (pool.Taints.FirstOrDefault(t => !LabelKey().IsMatch(t.Key) || !LabelValue().IsMatch(t.Value ?? "")) is { } malformed)
        {
            return $"{where} has the taint '{malformed.Key}={malformed.Value}', which Kubernetes would refuse. Use letters, digits, '-', '_' and '.'.";
        }

        return pool.Taints.FirstOrDefault(t => !s_effects.Contains(t.Effect, StringComparer.Ordinal)) is { } taint
            ? $"{where} has a taint '{taint.Key}' with the unknown effect '{taint.Effect}'. Use one of {string.Join(", ", s_effects)}."
            : null;
    }

    private static bool IsReserved(string key) =>
        key.Split('/') is [var prefix, _] && (prefix.EndsWith("kubernetes.io", StringComparison.Ordinal) || prefix.EndsWith("k8s.io", StringComparison.Ordinal)
            || prefix.EndsWith("google.com", StringComparison.Ordinal));

    [GeneratedRegex("^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$")]
    private static partial Regex LabelKey();

    [GeneratedRegex("^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$")]
    private static partial Regex LabelValue();

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)+$")]
    private static partial Regex MachineType();
}

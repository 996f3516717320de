using System.Collections.Frozen;

namespace MeshHost.Helm.Rendering;

/// <summary>The order of kinds in which Helm 4 installs, and the one in which it uninstalls.</summary>
internal static class KindOrder
{
    private static readonly string[] s_install =
    [
        "PriorityClass", "Namespace", "NetworkPolicy", "ResourceQuota", "LimitRange", "PodSecurityPolicy", "PodDisruptionBudget",
        "ServiceAccount", "Secret", "SecretList", "ConfigMap", "StorageClass", "PersistentVolume", "PersistentVolumeClaim",
        "CustomResourceDefinition", "ClusterRole", "ClusterRoleList", "ClusterRoleBinding", "ClusterRoleBindingList",
        "Role", "RoleList", "RoleBinding", "RoleBindingList", "Service", "DaemonSet", "Pod", "ReplicationController",
        "ReplicaSet", "Deployment", "HorizontalPodAutoscaler", "StatefulSet", "Job", "CronJob", "IngressClass", "Ingress",
        "APIService", "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration",
    ];

    private static readonly FrozenDictionary<string, int> s_rank =
        s_install.Select(static (kind, rank) => KeyValuePair.Create(kind, rank)).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Position of a kind; unknown kinds come last.</summary>
    public static int InstallRank(string kind) => s_rank.GetValueOrDefault(kind, int.MaxValue);

    /// <summary>Sorts stably for an install: known kinds first, unknown ones after them by name of the kind.</summary>
    public static List<T> ForInstall<T>(IEnumerable<T> items, Func<T, string> kind)
        => [.. items.OrderBy(item => InstallRank(kind(item))).ThenBy(item => UnknownName(kind(item)), StringComparer.Ordinal)];

    /// <summary>Sorts stably for an uninstall: the reverse, except that Services go before the workloads behind them; unknown kinds are still last.</summary>
    public static List<T> ForUninstall<T>(IEnumerable<T> items, Func<T, string> kind)
        => [.. items.OrderBy(item => UninstallRank(kind(item))).ThenBy(item => UnknownName(kind(item)), StringComparer.Ordinal)];

    private static int UninstallRank(string kind) => kind switch
    {
        // Right after IngressClass and before CronJob: traffic stops before the pods do.
        "Service" => (2 * (s_install.Length - s_rank["CronJob"])) - 1,
        _ => s_rank.TryGetValue(kind, out var rank) ? 2 * (s_install.Length - rank) : int.MaxValue,
    };

    private static string UnknownName(string kind) => s_rank.ContainsKey(kind) ? "" : kind;
}

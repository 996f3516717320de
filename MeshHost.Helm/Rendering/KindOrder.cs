using MeshHost.Helm.Templating.Values;

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

    private static readonly Dictionary<string, int> s_rank = Rank();

    /// <summary>Position of a kind; unknown kinds come last.</summary>
    public static int InstallRank(string kind) => s_rank.TryGetValue(kind, out var rank) ? rank : int.MaxValue;

    /// <summary>Sorts stably for an install: known kinds first, unknown ones after them by name of the kind.</summary>
    public static List<T> ForInstall<T>(IEnumerable<T> items, Func<T, string> kind) => Sort(items, kind, InstallRank);

    /// <summary>Sorts stably for an uninstall: the reverse, except that Services go before the workloads behind them; unknown kinds are still last.</summary>
    public static List<T> ForUninstall<T>(IEnumerable<T> items, Func<T, string> kind) => Sort(items, kind, UninstallRank);

    private static List<T> Sort<T>(IEnumerable<T> items, Func<T, string> kind, Func<string, int> rank)
    {
        var unsorted = new List<T>(items);
        var kinds = new List<string>(unsorted.Count);
        foreach (var item in unsorted)
        {
            kinds.Add(kind(item));
        }

        var sorted = new List<T>(unsorted.Count);
        foreach (var position in Positions(kinds, rank))
        {
            sorted.Add(unsorted[position]);
        }

        return sorted;
    }

    private static int[] Positions(List<string> kinds, Func<string, int> rank)
    {
        var positions = new int[kinds.Count];
        var ranks = new int[kinds.Count];
        for (var i = 0; i < positions.Length; i++)
        {
            (positions[i], ranks[i]) = (i, rank(kinds[i]));
        }

        Array.Sort(positions, (a, b) =>
        {
            var order = ranks[a].CompareTo(ranks[b]);
            order = order != 0 ? order : ByteString.Compare(UnknownName(kinds[a]), UnknownName(kinds[b]));
            return order != 0 ? order : a.CompareTo(b);
        });
        return positions;
    }

    /// <summary>Position of a kind when a release is removed; unknown kinds come last.</summary>
    public static int UninstallRank(string kind) => kind switch
    {
        // Right after IngressClass and before CronJob: traffic stops before the pods do.
        "Service" => (2 * (s_install.Length - s_rank["CronJob"])) - 1,
        _ => s_rank.TryGetValue(kind, out var rank) ? 2 * (s_install.Length - rank) : int.MaxValue,
    };

    private static Dictionary<string, int> Rank()
    {
        var rank = new Dictionary<string, int>(s_install.Length, StringComparer.Ordinal);
        for (var i = 0; i < s_install.Length; i++)
        {
            rank.Add(s_install[i], i);
        }

        return rank;
    }

    private static string UnknownName(string kind) => s_rank.ContainsKey(kind) ? "" : kind;
}

using System.Collections.Frozen;

namespace MeshHost.Kubernetes.Apply;

/// <summary>The order of sets that name none: Helm's, in classes whose members do not depend on one another.</summary>
internal sealed class ApplyOrder : IApplyOrder
{
    private const int Namespaces = 0;
    private const int Definitions = 1;
    private const int Workloads = 6;
    private const int Others = 9;

    private static readonly FrozenDictionary<string, int> s_classes = new Dictionary<string, int>
    {
        ["Namespace"] = Namespaces,
        ["CustomResourceDefinition"] = Definitions,
        ["PriorityClass"] = 2,
        ["NetworkPolicy"] = 2,
        ["ResourceQuota"] = 2,
        ["LimitRange"] = 2,
        ["PodSecurityPolicy"] = 2,
        ["PodDisruptionBudget"] = 2,
        ["ServiceAccount"] = 2,
        ["Secret"] = 2,
        ["ConfigMap"] = 2,
        ["StorageClass"] = 2,
        ["PersistentVolume"] = 2,
        ["PersistentVolumeClaim"] = 2,
        ["RuntimeClass"] = 2,
        ["IngressClass"] = 2,
        ["ClusterRole"] = 3,
        ["Role"] = 3,
        ["ClusterRoleBinding"] = 4,
        ["RoleBinding"] = 4,
        ["Service"] = 5,
        ["DaemonSet"] = Workloads,
        ["Pod"] = Workloads,
        ["ReplicationController"] = Workloads,
        ["ReplicaSet"] = Workloads,
        ["Deployment"] = Workloads,
        ["HorizontalPodAutoscaler"] = Workloads,
        ["StatefulSet"] = Workloads,
        ["Job"] = Workloads,
        ["CronJob"] = Workloads,
        ["Ingress"] = 7,
        ["APIService"] = 7,
        ["MutatingWebhookConfiguration"] = 8,
        ["ValidatingWebhookConfiguration"] = 8,
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> s_groups = new[]
    {
        "", "apps", "batch", "policy", "autoscaling", "networking.k8s.io", "extensions", "rbac.authorization.k8s.io", "storage.k8s.io", "scheduling.k8s.io",
        "node.k8s.io", "apiextensions.k8s.io", "apiregistration.k8s.io", "admissionregistration.k8s.io",
    }.ToFrozenSet();

    public static ApplyOrder Default { get; } = new();

    public int RankOf(GroupVersionKind kind) =>
        s_groups.Contains(kind.Group) && s_classes.TryGetValue(kind.Kind, out int found) ? found : Others;

    public int DeletionRankOf(GroupVersionKind kind) => Others - RankOf(kind);
}

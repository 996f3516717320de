using System.Collections.Frozen;

namespace MeshHost.Kubernetes.Readiness;

/// <summary>Decides whether an object is ready, from the object alone: a table from kind to pure function.</summary>
public static class ObjectReadiness
{
    private static readonly FrozenDictionary<(string Group, string Kind), Func<KubernetesObject, ReadinessResult>> s_rules =
        new Dictionary<(string, string), Func<KubernetesObject, ReadinessResult>>
        {
            [("", "Namespace")] = ClusterReadiness.Namespace,
            [("", "Node")] = ClusterReadiness.Node,
            [("", "Pod")] = WorkloadReadiness.Pod,
            [("", "ReplicationController")] = WorkloadReadiness.ReplicaSet,
            [("", "Service")] = ServiceReadiness.Service,
            [("", "PersistentVolumeClaim")] = StorageReadiness.Claim,
            [("", "PersistentVolume")] = StorageReadiness.Volume,
            [("apps", "Deployment")] = WorkloadReadiness.Deployment,
            [("apps", "ReplicaSet")] = WorkloadReadiness.ReplicaSet,
            [("apps", "StatefulSet")] = WorkloadReadiness.StatefulSet,
            [("apps", "DaemonSet")] = WorkloadReadiness.DaemonSet,
            [("batch", "Job")] = WorkloadReadiness.Job,
            [("batch", "CronJob")] = Always,
            [("policy", "PodDisruptionBudget")] = ClusterReadiness.DisruptionBudget,
            [("autoscaling", "HorizontalPodAutoscaler")] = Always,
            [("apiextensions.k8s.io", "CustomResourceDefinition")] = ClusterReadiness.CustomResourceDefinition,
            [("apiregistration.k8s.io", "APIService")] = ClusterReadiness.ApiService,
            [("networking.k8s.io", "Ingress")] = Always,
            [("cert-manager.io", "Certificate")] = NeedsCondition("Ready"),
            [("cert-manager.io", "CertificateRequest")] = NeedsCondition("Ready"),
            [("cert-manager.io", "Issuer")] = NeedsCondition("Ready"),
            [("cert-manager.io", "ClusterIssuer")] = NeedsCondition("Ready"),
            [("acme.cert-manager.io", "Order")] = CertificateReadiness.AcmeState,
            [("acme.cert-manager.io", "Challenge")] = CertificateReadiness.AcmeState,
            [("gateway.networking.k8s.io", "Gateway")] = NeedsCondition("Programmed"),
            [("monitoring.coreos.com", "Prometheus")] = NeedsCondition("Available"),
            [("monitoring.coreos.com", "Alertmanager")] = NeedsCondition("Available"),
        }.ToFrozenDictionary();

    /// <summary>Decides how far an object is.</summary>
    /// <param name="obj">The object, as the server returned it.</param>
    /// <returns>The state, and what it waits for.</returns>
    public static ReadinessResult Evaluate(KubernetesObject obj)
    {
        ArgumentNullException.ThrowIfNull(obj);
        if (obj.Json.StringAt("metadata", "deletionTimestamp") is not null && obj.Kind != "Namespace")
        {
            return ReadinessResult.InProgress(ClusterReadiness.DescribeDeletion(obj));
        }

        GroupVersionKind kind = obj.GroupVersionKind;
        return s_rules.TryGetValue((kind.Group, kind.Kind), out Func<KubernetesObject, ReadinessResult>? rule)
            ? rule(obj)
            : ConditionReadiness.Evaluate(obj);
    }

    private static ReadinessResult Always(KubernetesObject obj) => ReadinessResult.Ready("exists");

    private static Func<KubernetesObject, ReadinessResult> NeedsCondition(string type) => obj => ConditionReadiness.Require(obj, type);
}

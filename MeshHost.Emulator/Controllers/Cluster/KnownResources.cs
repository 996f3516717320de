using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Controllers.Cluster;

/// <summary>The resources whose objects can be owned or live in namespaces: the built-in ones and those of the custom resource definitions.</summary>
internal static class KnownResources
{
    /// <summary>The built-in resources with their kinds and whether they are namespaced.</summary>
    public static readonly IReadOnlyList<(string Group, string Resource, string Kind, bool Namespaced)> BuiltIn =
    [
        ("", "pods", "Pod", true), ("", "services", "Service", true), ("", "configmaps", "ConfigMap", true), ("", "secrets", "Secret", true),
        ("", "serviceaccounts", "ServiceAccount", true), ("", "endpoints", "Endpoints", true), ("", "events", "Event", true),
        ("", "persistentvolumeclaims", "PersistentVolumeClaim", true), ("", "limitranges", "LimitRange", true),
        ("", "resourcequotas", "ResourceQuota", true), ("", "replicationcontrollers", "ReplicationController", true),
        ("", "podtemplates", "PodTemplate", true),
        ("", "nodes", "Node", false), ("", "persistentvolumes", "PersistentVolume", false), ("", "namespaces", "Namespace", false),
        ("apps", "deployments", "Deployment", true), ("apps", "replicasets", "ReplicaSet", true), ("apps", "statefulsets", "StatefulSet", true),
        ("apps", "daemonsets", "DaemonSet", true), ("apps", "controllerrevisions", "ControllerRevision", true),
        ("batch", "jobs", "Job", true), ("batch", "cronjobs", "CronJob", true),
        ("autoscaling", "horizontalpodautoscalers", "HorizontalPodAutoscaler", true),
        ("policy", "poddisruptionbudgets", "PodDisruptionBudget", true),
        ("networking.k8s.io", "ingresses", "Ingress", true), ("networking.k8s.io", "networkpolicies", "NetworkPolicy", true),
        ("networking.k8s.io", "ingressclasses", "IngressClass", false),
        ("discovery.k8s.io", "endpointslices", "EndpointSlice", true),
        ("coordination.k8s.io", "leases", "Lease", true),
        ("rbac.authorization.k8s.io", "roles", "Role", true), ("rbac.authorization.k8s.io", "rolebindings", "RoleBinding", true),
        ("rbac.authorization.k8s.io", "clusterroles", "ClusterRole", false),
        ("rbac.authorization.k8s.io", "clusterrolebindings", "ClusterRoleBinding", false),
        ("admissionregistration.k8s.io", "mutatingwebhookconfigurations", "MutatingWebhookConfiguration", false),
        ("admissionregistration.k8s.io", "validatingwebhookconfigurations", "ValidatingWebhookConfiguration", false),
        ("apiextensions.k8s.io", "customresourcedefinitions", "CustomResourceDefinition", false),
        ("apiregistration.k8s.io", "apiservices", "APIService", false),
    ];

    /// <summary>The built-in resources, then those of the definitions.</summary>
    public static IEnumerable<(string Group, string Resource, string Kind, bool Namespaced)> All(IEnumerable<JsonObject> definitions) =>
        BuiltIn.Concat(definitions.Select(definition => (
            definition.At("spec.group").AsText() ?? "",
            definition.At("spec.names.plural").AsText() ?? "",
            definition.At("spec.names.kind").AsText() ?? "",
            definition.At("spec.scope").AsText() == "Namespaced")));
}

using System.Text.Json.Nodes;

namespace MeshHost.Emulator.Kubernetes.Authorization;

/// <summary>The rules of the roles that every cluster has for people: view, edit and admin, each with what the one before it may do.</summary>
internal static class UserRoles
{
    private static readonly string[] s_read = ["get", "list", "watch"];
    private static readonly string[] s_write = ["create", "delete", "deletecollection", "patch", "update"];
    private static readonly string[] s_all = [.. s_read, .. s_write];

    private static readonly (string Group, string[] Resources)[] s_editable =
    [
        ("", ["configmaps", "endpoints", "events", "persistentvolumeclaims", "pods", "replicationcontrollers", "replicationcontrollers/scale", "serviceaccounts", "services"]),
        ("apps", ["daemonsets", "deployments", "deployments/rollback", "deployments/scale", "replicasets", "replicasets/scale", "statefulsets", "statefulsets/scale"]),
        ("autoscaling", ["horizontalpodautoscalers"]),
        ("batch", ["cronjobs", "jobs"]),
        ("networking.k8s.io", ["ingresses", "networkpolicies"]),
        ("policy", ["poddisruptionbudgets"]),
    ];

    private static readonly (string Group, string[] Resources)[] s_readable =
    [
        ("", ["bindings", "limitranges", "namespaces", "namespaces/status", "persistentvolumeclaims/status", "pods/log", "pods/status", "replicationcontrollers/status", "resourcequotas", "resourcequotas/status", "services/status"]),
        ("apps", ["controllerrevisions", "daemonsets/status", "deployments/status", "replicasets/status", "statefulsets/status"]),
        ("autoscaling", ["horizontalpodautoscalers/status"]),
        ("batch", ["cronjobs/status", "jobs/status"]),
        ("discovery.k8s.io", ["endpointslices"]),
        ("networking.k8s.io", ["ingresses/status"]),
        ("policy", ["poddisruptionbudgets/status"]),
    ];

    /// <summary>Reads what is in a namespace, but for secrets and roles.</summary>
    public static JsonArray View() => [.. s_readable.Concat(s_editable).Select(item => Rule(item.Group, item.Resources, s_read))];

    /// <summary>Reads and writes what is in a namespace, secrets too, but for roles.</summary>
    public static JsonArray Edit() =>
    [
        .. View().Select(rule => rule!.DeepClone()),
        .. s_editable.Select(item => Rule(item.Group, item.Resources, s_write)),
        Rule("", ["secrets"], s_all),
        Rule("", ["pods/attach", "pods/exec", "pods/portforward", "pods/proxy", "services/proxy"], s_all),
        Rule("", ["pods/eviction", "serviceaccounts/token"], ["create"]),
        Rule("", ["serviceaccounts"], ["impersonate"]),
        Rule("coordination.k8s.io", ["leases"], s_all),
    ];

    /// <summary>What edit may, and giving roles in the namespace.</summary>
    public static JsonArray Admin() =>
    [
        .. Edit().Select(rule => rule!.DeepClone()),
        Rule("rbac.authorization.k8s.io", ["rolebindings", "roles"], s_all),
        Rule("authorization.k8s.io", ["localsubjectaccessreviews"], ["create"]),
    ];

    private static JsonObject Rule(string group, string[] resources, string[] verbs) => new()
    {
        ["verbs"] = Texts(verbs),
        ["apiGroups"] = new JsonArray(group),
        ["resources"] = Texts(resources),
    };

    private static JsonArray Texts(string[] texts) => [.. texts.Select(text => (JsonNode)text)];
}

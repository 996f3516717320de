using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Types;

namespace MeshHost.Emulator.Kubernetes.Tables;

/// <summary>Renders objects as the tables that <c>kubectl get</c> prints.</summary>
internal sealed class TableRenderer(TimeProvider time)
{
    private static readonly IReadOnlyList<TableColumn> s_default = [Columns.Name, Columns.Age];

    private readonly Dictionary<(string Group, string Plural), IReadOnlyList<TableColumn>> _columns = new()
    {
        [("", "pods")] = PodCells.All,
        [("", "services")] = ServiceCells.Services,
        [("", "endpoints")] = ServiceCells.Endpoints,
        [("", "nodes")] = ClusterCells.Nodes,
        [("", "namespaces")] = ClusterCells.Namespaces,
        [("", "configmaps")] = ClusterCells.ConfigMaps,
        [("", "secrets")] = ClusterCells.Secrets,
        [("", "serviceaccounts")] = ClusterCells.ServiceAccounts,
        [("", "events")] = ClusterCells.Events,
        [("", "persistentvolumeclaims")] = ClusterCells.Claims,
        [("", "persistentvolumes")] = ClusterCells.Volumes,
        [("", "resourcequotas")] = ClusterCells.Quotas,
        [("apps", "deployments")] = WorkloadCells.Deployments,
        [("apps", "replicasets")] = WorkloadCells.ReplicaSets,
        [("apps", "statefulsets")] = WorkloadCells.StatefulSets,
        [("apps", "daemonsets")] = WorkloadCells.DaemonSets,
        [("batch", "jobs")] = WorkloadCells.Jobs,
        [("batch", "cronjobs")] = WorkloadCells.CronJobs,
        [("autoscaling", "horizontalpodautoscalers")] = WorkloadCells.Autoscalers,
        [("policy", "poddisruptionbudgets")] = WorkloadCells.DisruptionBudgets,
        [("networking.k8s.io", "ingresses")] = ServiceCells.Ingresses,
        [("networking.k8s.io", "networkpolicies")] = ClusterCells.NetworkPolicies,
        [("discovery.k8s.io", "endpointslices")] = ServiceCells.EndpointSlices,
        [("storage.k8s.io", "storageclasses")] = ClusterCells.StorageClasses,
        [("rbac.authorization.k8s.io", "roles")] = ClusterCells.Roles,
        [("rbac.authorization.k8s.io", "clusterroles")] = ClusterCells.Roles,
        [("rbac.authorization.k8s.io", "rolebindings")] = ClusterCells.Bindings,
        [("rbac.authorization.k8s.io", "clusterrolebindings")] = ClusterCells.Bindings,
        [("apiextensions.k8s.io", "customresourcedefinitions")] = ClusterCells.Definitions,
        [("admissionregistration.k8s.io", "mutatingwebhookconfigurations")] = ClusterCells.Webhooks,
        [("admissionregistration.k8s.io", "validatingwebhookconfigurations")] = ClusterCells.Webhooks,
        [("coordination.k8s.io", "leases")] = ClusterCells.Leases,
        [("scheduling.k8s.io", "priorityclasses")] = ClusterCells.PriorityClasses,
        [("apiregistration.k8s.io", "apiservices")] = ClusterCells.ApiServices,
    };

    public JsonObject Render(ResourceType type, IReadOnlyList<JsonObject> objects, string resourceVersion, string includeObject, bool withColumns)
    {
        var columns = ColumnsOf(type);
        var clock = new TableClock(time.GetUtcNow());
        return new JsonObject
        {
            ["kind"] = "Table",
            ["apiVersion"] = "meta.k8s.io/v1",
            ["metadata"] = new JsonObject { ["resourceVersion"] = resourceVersion },
            ["columnDefinitions"] = withColumns ? new JsonArray([.. columns.Select(column => (JsonNode)Definition(column))]) : new JsonArray(),
            ["rows"] = new JsonArray([.. objects.Select(obj => (JsonNode)Row(columns, obj, clock, includeObject))]),
        };
    }

    private IReadOnlyList<TableColumn> ColumnsOf(ResourceType type) =>
        type.Custom is { } custom ? CustomCells.Of(custom) : _columns.GetValueOrDefault((type.Group, type.Plural), s_default);

    private static JsonObject Definition(TableColumn column) => new()
    {
        ["name"] = column.Name,
        ["type"] = column.Type,
        ["format"] = column.Format,
        ["description"] = column.Description,
        ["priority"] = column.Wide ? 1 : 0,
    };

    private static JsonObject Row(IReadOnlyList<TableColumn> columns, JsonObject obj, TableClock clock, string includeObject)
    {
        var row = new JsonObject { ["cells"] = new JsonArray([.. columns.Select(column => column.Cell(obj, clock))]) };
        if (includeObject != "None")
        {
            row["object"] = includeObject == "Object"
                ? obj.Copy()
                : new JsonObject { ["kind"] = "PartialObjectMetadata", ["apiVersion"] = "meta.k8s.io/v1", ["metadata"] = obj["metadata"]?.DeepClone() };
        }

        return row;
    }
}

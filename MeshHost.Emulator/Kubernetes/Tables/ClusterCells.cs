using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Kubernetes.Tables;

/// <summary>The columns of nodes, namespaces, events, storage, roles and the rest.</summary>
internal static class ClusterCells
{
    private const string RolePrefix = "node-role.kubernetes.io/";

    public static readonly IReadOnlyList<TableColumn> Nodes =
    [
        Columns.Name,
        new("Status", (node, _) => NodeStatus(node)),
        new("Roles", (node, _) => Columns.None(Columns.Join((node.Object("metadata").Object("labels") ?? []).Where(label => label.Key.StartsWith(RolePrefix, StringComparison.Ordinal)).Select(label => label.Key[RolePrefix.Length..])))),
        Columns.Age,
        Columns.Text("Version", "status.nodeInfo.kubeletVersion"),
        new("Internal-IP", (node, _) => Address(node, "InternalIP"), Wide: true),
        new("External-IP", (node, _) => Address(node, "ExternalIP"), Wide: true),
        Columns.Text("OS-Image", "status.nodeInfo.osImage", wide: true, missing: "<unknown>"),
        Columns.Text("Kernel-Version", "status.nodeInfo.kernelVersion", wide: true, missing: "<unknown>"),
        Columns.Text("Container-Runtime", "status.nodeInfo.containerRuntimeVersion", wide: true, missing: "<unknown>"),
    ];

    public static readonly IReadOnlyList<TableColumn> Namespaces = [Columns.Name, Columns.Text("Status", "status.phase"), Columns.Age];

    public static readonly IReadOnlyList<TableColumn> ConfigMaps =
    [
        Columns.Name,
        new("Data", (obj, _) => (obj.Object("data")?.Count ?? 0) + (obj.Object("binaryData")?.Count ?? 0), Type: "integer"),
        Columns.Age,
    ];

    public static readonly IReadOnlyList<TableColumn> Secrets = [Columns.Name, Columns.Text("Type", "type"), Columns.Count("Data", "data"), Columns.Age];

    public static readonly IReadOnlyList<TableColumn> ServiceAccounts = [Columns.Name, Columns.Count("Secrets", "secrets"), Columns.Age];

    public static readonly IReadOnlyList<TableColumn> Events =
    [
        new("Last Seen", (obj, clock) => clock.Age(obj["lastTimestamp"] ?? obj["eventTime"] ?? obj["firstTimestamp"])),
        Columns.Text("Type", "type"),
        Columns.Text("Reason", "reason"),
        new("Object", (obj, _) => $"{obj.At("involvedObject.kind").AsText()?.ToLowerInvariant()}/{obj.At("involvedObject.name").AsText()}"),
        Columns.Text("Subobject", "involvedObject.fieldPath", wide: true),
        new("Source", (obj, _) => string.Join(", ", new[] { obj.At("source.component").AsText(), obj.At("source.host").AsText() }.Where(part => !string.IsNullOrEmpty(part))), Wide: true),
        new("Message", (obj, _) => obj.Text("message")?.Trim()),
        new("First Seen", (obj, clock) => clock.Age(obj["firstTimestamp"] ?? obj["eventTime"]), Wide: true),
        Columns.Number("Count", "count", wide: true),
        Columns.Name with { Wide = true },
    ];

    public static readonly IReadOnlyList<TableColumn> Claims =
    [
        Columns.Name,
        new("Status", (obj, _) => obj.IsTerminating() ? "Terminating" : obj.At("status.phase").AsText()),
        Columns.Text("Volume", "spec.volumeName"),
        Columns.Text("Capacity", "status.capacity.storage"),
        new("Access Modes", (obj, _) => AccessModes(obj.At("status.accessModes") as JsonArray)),
        Columns.Text("StorageClass", "spec.storageClassName"),
        Columns.Text("VolumeAttributesClass", "spec.volumeAttributesClassName", missing: "<unset>"),
        Columns.Age,
        Columns.Text("VolumeMode", "spec.volumeMode", wide: true),
    ];

    public static readonly IReadOnlyList<TableColumn> Volumes =
    [
        Columns.Name,
        Columns.Text("Capacity", "spec.capacity.storage"),
        new("Access Modes", (obj, _) => AccessModes(obj.At("spec.accessModes") as JsonArray)),
        Columns.Text("Reclaim Policy", "spec.persistentVolumeReclaimPolicy"),
        Columns.Text("Status", "status.phase"),
        new("Claim", (obj, _) => obj.At("spec.claimRef.name") is null ? "" : $"{obj.At("spec.claimRef.namespace").AsText()}/{obj.At("spec.claimRef.name").AsText()}"),
        Columns.Text("StorageClass", "spec.storageClassName"),
        Columns.Text("VolumeAttributesClass", "spec.volumeAttributesClassName", missing: "<unset>"),
        Columns.Text("Reason", "status.reason"),
        Columns.Age,
        Columns.Text("VolumeMode", "spec.volumeMode", wide: true),
    ];

    public static readonly IReadOnlyList<TableColumn> StorageClasses =
    [
        new("Name", (obj, _) => obj.Object("metadata").Object("annotations").Text("storageclass.kubernetes.io/is-default-class") == "true" ? obj.Name() + " (default)" : obj.Name(), Format: "name"),
        Columns.Text("Provisioner", "provisioner"),
        Columns.Text("ReclaimPolicy", "reclaimPolicy"),
        Columns.Text("VolumeBindingMode", "volumeBindingMode"),
        new("AllowVolumeExpansion", (obj, _) => obj.Boolean("allowVolumeExpansion") == true, Type: "boolean"),
        Columns.Age,
    ];

    public static readonly IReadOnlyList<TableColumn> Roles =
    [
        Columns.Name,
        new("Created At", (obj, _) => obj.At("metadata.creationTimestamp").AsText(), Type: "date"),
    ];

    public static readonly IReadOnlyList<TableColumn> Bindings =
    [
        Columns.Name,
        new("Role", (obj, _) => $"{obj.At("roleRef.kind").AsText()}/{obj.At("roleRef.name").AsText()}"),
        Columns.Age,
        new("Users", (obj, _) => Subjects(obj, "User"), Wide: true),
        new("Groups", (obj, _) => Subjects(obj, "Group"), Wide: true),
        new("ServiceAccounts", (obj, _) => Subjects(obj, "ServiceAccount"), Wide: true),
    ];

    public static readonly IReadOnlyList<TableColumn> Definitions =
    [
        Columns.Name,
        new("Created At", (obj, _) => obj.At("metadata.creationTimestamp").AsText(), Type: "date"),
    ];

    public static readonly IReadOnlyList<TableColumn> Webhooks = [Columns.Name, Columns.Count("Webhooks", "webhooks"), Columns.Age];

    public static readonly IReadOnlyList<TableColumn> NetworkPolicies =
    [
        Columns.Name,
        new("Pod-Selector", (obj, _) => Columns.SelectorText(obj.At("spec.podSelector"))),
        Columns.Age,
    ];

    public static readonly IReadOnlyList<TableColumn> Leases = [Columns.Name, Columns.Text("Holder", "spec.holderIdentity"), Columns.Age];

    public static readonly IReadOnlyList<TableColumn> PriorityClasses =
    [
        Columns.Name,
        Columns.Number("Value", "value"),
        new("Global-Default", (obj, _) => obj.Boolean("globalDefault") == true, Type: "boolean"),
        Columns.Age,
        Columns.Text("PreemptionPolicy", "preemptionPolicy"),
    ];

    public static readonly IReadOnlyList<TableColumn> ApiServices =
    [
        Columns.Name,
        new("Service", (obj, _) => obj.At("spec.service") is null ? "Local" : $"{obj.At("spec.service.namespace").AsText()}/{obj.At("spec.service.name").AsText()}"),
        new("Available", (obj, _) => (obj.At("status.conditions") as JsonArray).Objects().FirstOrDefault(item => item.Text("type") == "Available") is { } condition ? condition.Text("status") == "True" ? "True" : $"False ({condition.Text("reason")})" : "Unknown"),
        Columns.Age,
    ];

    public static readonly IReadOnlyList<TableColumn> Quotas = [Columns.Name, Columns.Age];

    private static string NodeStatus(JsonObject node)
    {
        var ready = (node.At("status.conditions") as JsonArray).Objects().FirstOrDefault(condition => condition.Text("type") == "Ready");
        var status = ready is null ? "Unknown" : ready.Text("status") == "True" ? "Ready" : "NotReady";
        return node.At("spec.unschedulable").AsBoolean() == true ? status + ",SchedulingDisabled" : status;
    }

    private static string Address(JsonObject node, string type) =>
        Columns.None((node.At("status.addresses") as JsonArray).Objects().FirstOrDefault(address => address.Text("type") == type).Text("address"));

    private static string AccessModes(JsonArray? modes) => Columns.Join(modes.Texts().Select(mode => mode switch
    {
        "ReadWriteOnce" => "RWO",
        "ReadOnlyMany" => "ROX",
        "ReadWriteMany" => "RWX",
        "ReadWriteOncePod" => "RWOP",
        _ => mode,
    }));

    private static string Subjects(JsonObject binding, string kind) => string.Join(", ", binding.Array("subjects").Objects()
        .Where(subject => subject.Text("kind") == kind)
        .Select(subject => kind == "ServiceAccount" ? $"{subject.Text("namespace")}/{subject.Text("name")}" : subject.Text("name")));
}

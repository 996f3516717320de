using System.Text.Json.Nodes;

namespace MeshHost.Kubernetes.Ownership;

/// <summary>One manager of an object with the fields that it owns: an entry of <c>metadata.managedFields</c>.</summary>
/// <param name="Json">The entry as the server wrote it.</param>
/// <param name="Fields">The fields.</param>
internal sealed record FieldManager(JsonObject Json, FieldSet Fields)
{
    public const string Apply = "Apply";
    public const string Update = "Update";

    public string Name => Json.StringAt("manager") ?? "";

    public string Operation => Json.StringAt("operation") ?? "";

    /// <summary>Gets whether the entry is of the object itself, not of its status or scale.</summary>
    public bool IsOfMainResource => string.IsNullOrEmpty(Json.StringAt("subresource"));

    public bool IsApplier(string name) => Name == name && Operation == Apply && IsOfMainResource;

    public static List<FieldManager> ReadAll(KubernetesObject obj) =>
    [
        .. obj.Json.ItemsAt("metadata", "managedFields").OfType<JsonObject>().Where(entry => entry.Count > 0)
            .Select(entry => new FieldManager(entry, FieldSet.FromJson(entry.ObjectAt("fieldsV1")))),
    ];

    public static FieldManager NewApplier(string name, string apiVersion) => new(
        new JsonObject { ["manager"] = name, ["operation"] = Apply, ["apiVersion"] = apiVersion, ["fieldsType"] = "FieldsV1" }, new FieldSet());

    public JsonObject ToJson()
    {
        JsonObject json = (JsonObject)Json.DeepClone();
        json["fieldsV1"] = Fields.ToJson();
        return json;
    }

    /// <summary>The manager as messages name it: <c>'kubectl-edit' (Update)</c>.</summary>
    public override string ToString() => $"'{Name}' ({Operation})";
}

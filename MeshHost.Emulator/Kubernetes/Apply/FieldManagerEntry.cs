using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Kubernetes.Apply;

/// <summary>One manager of an object and the fields it owns: an entry of metadata.managedFields.</summary>
internal sealed record FieldManagerEntry(string Manager, string Operation, string ApiVersion, string Subresource, FieldSet Fields, string? Time)
{
    public const string ApplyOperation = "Apply";

    public const string UpdateOperation = "Update";

    /// <summary>Whether this is the entry of that writer: an applier has one over all versions.</summary>
    public bool IsOf(string manager, string operation, string apiVersion, string subresource) =>
        Manager == manager
        && Operation == operation
        && Subresource == subresource
        && (operation == ApplyOperation || ApiVersion == apiVersion);

    /// <summary>The manager as conflict messages name it.</summary>
    public string Display()
    {
        var text = $"\"{Manager}\"";
        if (Subresource.Length > 0)
        {
            text += $" with subresource \"{Subresource}\"";
        }

        return Operation == UpdateOperation ? $"{text} using {ApiVersion}" : text;
    }

    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["manager"] = Manager,
            ["operation"] = Operation,
            ["apiVersion"] = ApiVersion,
            ["time"] = Time,
            ["fieldsType"] = "FieldsV1",
            ["fieldsV1"] = Fields.ToJson(),
        };
        if (Subresource.Length > 0)
        {
            json["subresource"] = Subresource;
        }

        return json;
    }

    public static List<FieldManagerEntry> ReadAll(JsonObject? obj) =>
        [.. obj.Object("metadata").Array("managedFields").Objects().Where(json => json.Count > 0).Select(Read)];

    private static FieldManagerEntry Read(JsonObject json) => new(
        json.Text("manager") ?? "",
        json.Text("operation") ?? "",
        json.Text("apiVersion") ?? "",
        json.Text("subresource") ?? "",
        FieldSet.FromJson(json.Object("fieldsV1") ?? []),
        json.Text("time"));
}

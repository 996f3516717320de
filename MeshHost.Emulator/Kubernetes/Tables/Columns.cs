using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Kubernetes.Tables;

/// <summary>Columns and cell values that many kinds share.</summary>
internal static class Columns
{
    public static readonly TableColumn Name = new("Name", (obj, _) => obj.Name(), Format: "name", Description: "Name must be unique within a namespace.");

    public static readonly TableColumn Age = new("Age", (obj, clock) => clock.Age(obj.Object("metadata")?["creationTimestamp"]), Description: "CreationTimestamp is a timestamp representing the server time when this object was created.");

    public static readonly TableColumn Containers = new("Containers", (obj, _) => ContainerNames(obj), Wide: true);

    public static readonly TableColumn Images = new("Images", (obj, _) => ContainerImages(obj), Wide: true);

    public static readonly TableColumn Selector = new("Selector", (obj, _) => SelectorText(obj.At("spec.selector")), Wide: true);

    public static TableColumn Text(string name, string path, bool wide = false, string missing = "") =>
        new(name, (obj, _) => ScalarText(obj.At(path)) is { Length: > 0 } text ? text : missing, wide);

    public static TableColumn Number(string name, string path, bool wide = false) =>
        new(name, (obj, _) => obj.At(path).AsInteger() ?? 0, wide, "integer");

    public static TableColumn Count(string name, string path) =>
        new(name, (obj, _) => obj.At(path) switch { JsonObject json => json.Count, JsonArray list => list.Count, _ => 0 }, Type: "integer");

    public static string ScalarText(JsonNode? node) => node is null ? "" : node.AsText() ?? node.ToJson();

    public static string ContainerNames(JsonObject obj) => Join(Pod(obj).Array("containers").Objects().Select(container => container.Text("name")));

    public static string ContainerImages(JsonObject obj) => Join(Pod(obj).Array("containers").Objects().Select(container => container.Text("image")));

    public static string SelectorText(JsonNode? selector)
    {
        if (selector is not JsonObject json || json.Count == 0)
        {
            return "<none>";
        }

        if (json["matchLabels"] is null && json["matchExpressions"] is null)
        {
            return Labels(json);
        }

        var parts = new List<string>();
        if (json.Object("matchLabels") is { } labels)
        {
            parts.Add(Labels(labels));
        }

        parts.AddRange(json.Array("matchExpressions").Objects().Select(Expression));
        return string.Join(',', parts);
    }

    public static string Labels(JsonObject labels) =>
        string.Join(',', labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value.AsText()}"));

    public static string Join(IEnumerable<string?> values) => string.Join(',', values);

    public static string None(string? value) => string.IsNullOrEmpty(value) ? "<none>" : value;

    private static string Expression(JsonObject expression)
    {
        var values = string.Join(',', expression.Array("values").Texts());
        return expression.Text("operator") switch
        {
            "Exists" => expression.Text("key")!,
            "DoesNotExist" => "!" + expression.Text("key"),
            "In" => $"{expression.Text("key")} in ({values})",
            _ => $"{expression.Text("key")} notin ({values})",
        };
    }

    private static JsonObject? Pod(JsonObject obj) =>
        obj.At("spec.jobTemplate.spec.template.spec") as JsonObject ?? obj.At("spec.template.spec") as JsonObject ?? obj.Object("spec");
}

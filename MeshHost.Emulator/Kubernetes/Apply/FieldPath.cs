using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Types;

namespace MeshHost.Emulator.Kubernetes.Apply;

/// <summary>The elements of field paths: how list items are identified, and how elements are written.</summary>
internal static class FieldPath
{
    public static string Field(string name) => "f:" + name;

    /// <summary>The element of a list item: its keys for a list of type map, its value for a set.</summary>
    public static string Item(Schema list, JsonNode? item)
    {
        if (list.ListType == ListType.Set)
        {
            return "v:" + item.ToJson();
        }

        var keys = new JsonObject();
        foreach (var key in list.Keys.Order(StringComparer.Ordinal))
        {
            var value = (item as JsonObject)?[key] ?? list.Items?.Property(key)?.Default ?? list.Items?.Property(key)?.Schema.Default;
            if (value is not null)
            {
                keys[key] = value.DeepClone();
            }
        }

        return "k:" + keys.ToJson();
    }

    public static Schema? Child(Schema? schema, string element) => element[0] switch
    {
        'f' => schema?.Child(element[2..]),
        _ => schema?.Items,
    };

    public static bool IsNamedField(Schema? schema, string element) =>
        element[0] == 'f' && schema is { Kind: SchemaKind.Object } && schema.Properties.ContainsKey(element[2..]);

    public static string Display(string element) => element[0] switch
    {
        'f' => "." + element[2..],
        'k' => "[" + string.Join(",", ((JsonObject)JsonNode.Parse(element[2..])!).Select(key => $"{key.Key}={key.Value.ToJson()}")) + "]",
        _ => $"[={element[2..]}]",
    };
}

using System.Text.Json.Nodes;
using MeshHost.Kubernetes;

namespace MeshHost.Helm.Rendering;

/// <summary>Turns parsed documents into Kubernetes objects.</summary>
internal static class ManifestObjects
{
    public static IReadOnlyList<KubernetesObject> Read(RenderedManifest manifest, object? document)
    {
        var objects = new List<KubernetesObject>();
        Add(manifest, document, objects);
        return objects;
    }

    /// <summary>The JSON of a value tree; whole numbers are written without a fraction, as Go's encoder does.</summary>
    public static JsonNode? ToJson(object? value)
    {
        switch (value)
        {
            case null:
                return null;
            case Dictionary<string, object?> table:
                var json = new JsonObject();
                foreach (var (key, item) in table)
                {
                    json[key] = ToJson(item);
                }

                return json;
            case List<object?> list:
                var array = new JsonArray();
                foreach (var item in list)
                {
                    array.Add(ToJson(item));
                }

                return array;
            case string text:
                return JsonValue.Create(text);
            case bool flag:
                return JsonValue.Create(flag);
            case long number:
                return JsonValue.Create(number);
            case double number:
                return number == Math.Floor(number) && Math.Abs(number) < 1e18 ? JsonValue.Create((long)number) : JsonValue.Create(number);
            default:
                throw new ChartException($"a {value.GetType().Name} has no JSON form");
        }
    }

    private static void Add(RenderedManifest manifest, object? document, List<KubernetesObject> objects)
    {
        if (document is null or Dictionary<string, object?> { Count: 0 })
        {
            return;
        }

        if (document is not Dictionary<string, object?> table)
        {
            throw new ChartException($"{manifest.Path} rendered a document that is not a map; a Kubernetes object is expected");
        }

        var kind = table.GetValueOrDefault("kind") as string;
        if (kind is { Length: > 4 } && kind.EndsWith("List", StringComparison.Ordinal) && table.GetValueOrDefault("items") is List<object?> items)
        {
            foreach (var item in items)
            {
                Add(manifest, item, objects);
            }

            return;
        }

        if (string.IsNullOrEmpty(kind) || table.GetValueOrDefault("apiVersion") is not string { Length: > 0 })
        {
            throw new ChartException($"{manifest.Path} rendered a document without kind or apiVersion; a Kubernetes object needs both");
        }

        objects.Add(new KubernetesObject((JsonObject)ToJson(table)!));
    }
}

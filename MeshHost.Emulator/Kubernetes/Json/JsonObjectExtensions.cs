using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshHost.Emulator.Kubernetes.Json;

/// <summary>Reading and writing of the parts that every Kubernetes object has.</summary>
internal static class JsonObjectExtensions
{
    /// <summary>Writes JSON as the real server does: compact, and without escaping what need not be.</summary>
    public static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 256 };

    public static JsonObject? Object(this JsonNode? node, string name) => node is JsonObject json ? json[name] as JsonObject : null;

    public static JsonArray? Array(this JsonNode? node, string name) => node is JsonObject json ? json[name] as JsonArray : null;

    public static string? Text(this JsonNode? node, string name) => node is JsonObject json ? json[name].AsText() : null;

    public static long? Integer(this JsonNode? node, string name) => node is JsonObject json ? json[name].AsInteger() : null;

    public static bool? Boolean(this JsonNode? node, string name) => node is JsonObject json ? json[name].AsBoolean() : null;

    public static string? AsText(this JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public static bool? AsBoolean(this JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() is JsonValueKind.True or JsonValueKind.False
            ? node!.GetValueKind() == JsonValueKind.True
            : null;

    public static long? AsInteger(this JsonNode? node)
    {
        if (node is not JsonValue value || value.GetValueKind() != JsonValueKind.Number)
        {
            return null;
        }

        if (value.TryGetValue<long>(out var whole))
        {
            return whole;
        }

        if (value.TryGetValue<int>(out var small))
        {
            return small;
        }

        return value.TryGetValue<double>(out var real) && real == Math.Floor(real) && Math.Abs(real) < 9e18 ? (long)real : null;
    }

    public static JsonObject Metadata(this JsonObject json) => json.Ensure("metadata");

    public static JsonObject Ensure(this JsonObject json, string name)
    {
        if (json[name] is JsonObject existing)
        {
            return existing;
        }

        var created = new JsonObject();
        json[name] = created;
        return created;
    }

    public static string Name(this JsonObject json) => json.Object("metadata").Text("name") ?? "";

    public static string? Namespace(this JsonObject json) => json.Object("metadata").Text("namespace") is { Length: > 0 } ns ? ns : null;

    public static string? Uid(this JsonObject json) => json.Object("metadata").Text("uid");

    public static bool IsTerminating(this JsonObject json) => json.Object("metadata")?["deletionTimestamp"] is not null;

    public static string GroupOf(this JsonObject json)
    {
        var apiVersion = json.Text("apiVersion") ?? "";
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? "" : apiVersion[..slash];
    }

    /// <summary>Follows a dotted path; <see langword="null"/> where it ends early.</summary>
    public static JsonNode? At(this JsonNode? node, string path)
    {
        foreach (var part in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            node = node is JsonObject json ? json[part] : null;
        }

        return node;
    }

    public static JsonObject Copy(this JsonObject json) => (JsonObject)json.DeepClone();

    public static string ToJson(this JsonNode? node) => node is null ? "null" : node.ToJsonString(Compact);

    public static IEnumerable<JsonObject> Objects(this JsonArray? array) => array is null ? [] : array.OfType<JsonObject>();

    public static IEnumerable<string> Texts(this JsonArray? array) =>
        array is null ? [] : array.Select(item => item.AsText()).OfType<string>();
}

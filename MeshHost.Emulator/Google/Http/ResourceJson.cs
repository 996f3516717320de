using System.Text.Json.Nodes;

namespace MeshHost.Emulator.Google.Http;

/// <summary>Helpers for resources held as JSON.</summary>
internal static class ResourceJson
{
    /// <summary>A copy for the outside: without the emulator's own notes, which are fields that start with <c>$</c>.</summary>
    /// <param name="node">The stored form.</param>
    /// <returns>The copy.</returns>
    public static JsonNode Public(JsonNode node)
    {
        switch (node)
        {
            case JsonObject value:
                return new JsonObject(value.Where(p => !p.Key.StartsWith('$')).Select(p => KeyValuePair.Create(p.Key, p.Value is null ? null : Public(p.Value))));
            case JsonArray array:
                return new JsonArray([.. array.Select(item => item is null ? null : Public(item))]);
            default:
                return node.DeepClone();
        }
    }

    /// <summary>Text of a field.</summary>
    /// <param name="json">The object.</param>
    /// <param name="field">The field.</param>
    /// <returns>The text, or <see langword="null"/> when the field is absent or not a string.</returns>
    public static string? Text(this JsonObject json, string field) => json[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>A boolean field.</summary>
    /// <param name="json">The object.</param>
    /// <param name="field">The field.</param>
    /// <returns>The value; absent counts as <see langword="false"/>.</returns>
    public static bool Flag(this JsonObject json, string field) => json[field] is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

    /// <summary>An integer field, sent as a number or as text.</summary>
    /// <param name="json">The object.</param>
    /// <param name="field">The field.</param>
    /// <returns>The value, or <see langword="null"/> when absent.</returns>
    public static long? Number(this JsonObject json, string field) => json[field] switch
    {
        JsonValue value when value.TryGetValue<long>(out var number) => number,
        JsonValue value when value.TryGetValue<int>(out var number) => number,
        JsonValue value when value.TryGetValue<string>(out var text) && long.TryParse(text, out var number) => number,
        JsonValue value when value.TryGetValue<double>(out var number) => (long)number,
        _ => null,
    };

    /// <summary>A nested object.</summary>
    /// <param name="json">The object.</param>
    /// <param name="field">The field.</param>
    /// <returns>The nested object, or <see langword="null"/>.</returns>
    public static JsonObject? Child(this JsonObject json, string field) => json[field] as JsonObject;

    /// <summary>A nested object, made when absent.</summary>
    /// <param name="json">The object.</param>
    /// <param name="field">The field.</param>
    /// <returns>The nested object.</returns>
    public static JsonObject Ensure(this JsonObject json, string field)
    {
        if (json[field] is not JsonObject child)
        {
            child = [];
            json[field] = child;
        }

        return child;
    }

    /// <summary>The objects of an array.</summary>
    /// <param name="json">The object.</param>
    /// <param name="field">The field.</param>
    /// <returns>The elements; none when the field is absent.</returns>
    public static IEnumerable<JsonObject> Items(this JsonObject json, string field) => (json[field] as JsonArray)?.OfType<JsonObject>() ?? [];

    /// <summary>The texts of an array.</summary>
    /// <param name="json">The object.</param>
    /// <param name="field">The field.</param>
    /// <returns>The elements; none when the field is absent.</returns>
    public static IEnumerable<string> Texts(this JsonObject json, string field) => (json[field] as JsonArray)?.Select(i => i!.GetValue<string>()) ?? [];

    /// <summary>Sets a field that the server fills in when the client left it out.</summary>
    /// <param name="json">The object.</param>
    /// <param name="field">The field.</param>
    /// <param name="value">The value.</param>
    public static void Default(this JsonObject json, string field, JsonNode? value)
    {
        if (!json.ContainsKey(field) && value is not null)
        {
            json[field] = value;
        }
    }

    /// <summary>An array of texts.</summary>
    /// <param name="texts">The texts.</param>
    /// <returns>The array.</returns>
    public static JsonArray Array(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode?)JsonValue.Create(t))]);

    /// <summary>Applies a JSON merge patch: objects merge, <see langword="null"/> removes, all else (arrays included) replaces.</summary>
    /// <param name="target">What to change.</param>
    /// <param name="patch">The patch.</param>
    public static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is JsonObject nested && target[name] is JsonObject existing)
            {
                Merge(existing, nested);
            }
            else if (value is null)
            {
                target.Remove(name);
            }
            else
            {
                target[name] = value.DeepClone();
            }
        }
    }
}

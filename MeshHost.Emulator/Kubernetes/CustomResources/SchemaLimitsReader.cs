using System.Globalization;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Types;

namespace MeshHost.Emulator.Kubernetes.CustomResources;

/// <summary>Reads the value validations of a JSON schema; most schemas have none.</summary>
internal static class SchemaLimitsReader
{
    private static readonly string[] s_keywords =
    [
        "minimum", "maximum", "multipleOf", "minLength", "maxLength", "pattern", "minItems", "maxItems", "uniqueItems",
        "minProperties", "maxProperties", "allOf", "anyOf", "oneOf", "not",
    ];

    public static SchemaLimits? Read(JsonObject json, Func<JsonObject, Schema> read)
    {
        if (!s_keywords.Any(json.ContainsKey))
        {
            return null;
        }

        return new SchemaLimits
        {
            Minimum = Number("minimum"),
            Maximum = Number("maximum"),
            ExclusiveMinimum = json.Boolean("exclusiveMinimum") == true,
            ExclusiveMaximum = json.Boolean("exclusiveMaximum") == true,
            MultipleOf = Number("multipleOf"),
            MinLength = (int?)json.Integer("minLength"),
            MaxLength = (int?)json.Integer("maxLength"),
            Pattern = json.Text("pattern"),
            MinItems = (int?)json.Integer("minItems"),
            MaxItems = (int?)json.Integer("maxItems"),
            UniqueItems = json.Boolean("uniqueItems") == true,
            MinProperties = (int?)json.Integer("minProperties"),
            MaxProperties = (int?)json.Integer("maxProperties"),
            AllOf = Schemas("allOf"),
            AnyOf = Schemas("anyOf"),
            OneOf = Schemas("oneOf"),
            Not = json.Object("not") is { } not ? read(not) : null,
        };

        decimal? Number(string name) =>
            json[name] is { } value && decimal.TryParse(value.ToJson(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

        IReadOnlyList<Schema> Schemas(string name) => [.. json.Array(name).Objects().Select(read)];
    }
}

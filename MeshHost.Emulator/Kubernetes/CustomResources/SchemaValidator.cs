using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Apply;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Types;
using MeshHost.Emulator.Kubernetes.Validation;

namespace MeshHost.Emulator.Kubernetes.CustomResources;

/// <summary>Checks a value against a structural schema, worded as the real server's.</summary>
internal static class SchemaValidator
{
    public static void Check(Schema schema, JsonNode? value, string path, List<FieldFault> faults)
    {
        if (value is null)
        {
            if (!schema.Nullable && schema.Kind != SchemaKind.Any)
            {
                faults.Add(FieldFault.TypeInvalid(path, "\"null\"", $"{path} in body must be of type {TypeName(schema)}: \"null\""));
            }

            return;
        }

        if (!HasType(schema, value))
        {
            var found = FoundType(value);
            faults.Add(FieldFault.TypeInvalid(path, $"\"{found}\"", $"{path} in body must be of type {TypeName(schema)}: \"{found}\""));
            return;
        }

        if (schema.Enum.Count > 0 && !schema.Enum.Any(allowed => JsonNode.DeepEquals(allowed, value)))
        {
            faults.Add(FieldFault.Unsupported(path, value.AsText() ?? value.ToJson(), schema.Enum.Select(allowed => allowed.AsText() ?? allowed.ToJson())));
        }

        switch (value)
        {
            case JsonObject json:
                CheckObject(schema, json, path, faults);
                break;
            case JsonArray list:
                CheckList(schema, list, path, faults);
                break;
            default:
                ScalarValidator.Check(schema, value, path, faults);
                break;
        }

        if (schema.Limits is { } limits)
        {
            CheckCombinations(limits, value, path, faults);
        }
    }

    private static void CheckObject(Schema schema, JsonObject json, string path, List<FieldFault> faults)
    {
        foreach (var name in schema.Required.Where(name => !json.ContainsKey(name)))
        {
            faults.Add(FieldFault.Required($"{path}.{name}"));
        }

        foreach (var (name, child) in json)
        {
            if (schema.Property(name) is { } property)
            {
                Check(property.Schema, child, $"{path}.{name}", faults);
            }
            else if (schema.Items is { } values)
            {
                Check(values, child, $"{path}.{name}", faults);
            }
        }

        if (schema.Limits is { } limits)
        {
            if (limits.MaxProperties is { } most && json.Count > most)
            {
                faults.Add(FieldFault.Invalid(path, "\"object\"", $"{path} in body should have at most {most} properties"));
            }

            if (limits.MinProperties is { } least && json.Count < least)
            {
                faults.Add(FieldFault.Invalid(path, "\"object\"", $"{path} in body should have at least {least} properties"));
            }
        }
    }

    private static void CheckList(Schema schema, JsonArray list, string path, List<FieldFault> faults)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < list.Count; index++)
        {
            if (schema.Items is { } items)
            {
                Check(items, list[index], $"{path}[{index}]", faults);
            }

            if (schema.ListType != ListType.Atomic && !seen.Add(FieldPath.Item(schema, list[index])))
            {
                faults.Add(FieldFault.Duplicate($"{path}[{index}]", FieldPath.Item(schema, list[index])[2..]));
            }
        }

        if (schema.Limits?.MaxItems is { } most && list.Count > most)
        {
            faults.Add(FieldFault.TooMany(path, list.Count, most));
        }

        if (schema.Limits?.MinItems is { } least && list.Count < least)
        {
            faults.Add(FieldFault.Invalid(path, list.Count.ToString(CultureInfo.InvariantCulture), $"{path} in body should have at least {least} items"));
        }
    }

    private static void CheckCombinations(SchemaLimits limits, JsonNode value, string path, List<FieldFault> faults)
    {
        var shown = FoundType(value) == "object" ? "\"object\"" : value.ToJson();
        if (limits.AllOf.Any(schema => !Holds(schema, value, path)))
        {
            foreach (var schema in limits.AllOf)
            {
                Check(schema, value, path, faults);
            }

            faults.Add(FieldFault.Invalid(path, shown, $"\"{path}\" must validate all the schemas (allOf)"));
        }

        if (limits.AnyOf.Count > 0 && !limits.AnyOf.Any(schema => Holds(schema, value, path)))
        {
            faults.Add(FieldFault.Invalid(path, shown, $"\"{path}\" must validate at least one schema (anyOf)"));
        }

        if (limits.OneOf.Count > 0)
        {
            var valid = limits.OneOf.Count(schema => Holds(schema, value, path));
            if (valid != 1)
            {
                var found = valid == 0 ? "Found none valid" : $"Found {valid} valid alternatives";
                faults.Add(FieldFault.Invalid(path, shown, $"\"{path}\" must validate one and only one schema (oneOf). {found}"));
            }
        }

        if (limits.Not is { } not && Holds(not, value, path))
        {
            faults.Add(FieldFault.Invalid(path, shown, $"\"{path}\" must not validate the schema (not)"));
        }
    }

    private static bool Holds(Schema schema, JsonNode value, string path)
    {
        var faults = new List<FieldFault>();
        Check(schema, value, path, faults);
        return faults.Count == 0;
    }

    private static bool HasType(Schema schema, JsonNode value) => (schema.Kind, value.GetValueKind()) switch
    {
        (SchemaKind.Any, _) => true,
        (SchemaKind.Object or SchemaKind.Map, JsonValueKind.Object) => true,
        (SchemaKind.List, JsonValueKind.Array) => true,
        (SchemaKind.String, JsonValueKind.String) => true,
        (SchemaKind.Integer, JsonValueKind.Number) => value.AsInteger() is not null,
        (SchemaKind.Number, JsonValueKind.Number) => true,
        (SchemaKind.Boolean, JsonValueKind.True or JsonValueKind.False) => true,
        (SchemaKind.IntOrString, JsonValueKind.String) => true,
        (SchemaKind.IntOrString, JsonValueKind.Number) => value.AsInteger() is not null,
        _ => false,
    };

    private static string TypeName(Schema schema) => schema.Kind switch
    {
        SchemaKind.Object or SchemaKind.Map => "object",
        SchemaKind.List => "array",
        SchemaKind.String => "string",
        SchemaKind.Integer => "integer",
        SchemaKind.Number => "number",
        SchemaKind.Boolean => "boolean",
        _ => "integer,string",
    };

    private static string FoundType(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => value.AsInteger() is null ? "number" : "integer",
        _ => "boolean",
    };
}

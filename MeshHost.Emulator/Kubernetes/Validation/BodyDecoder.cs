using System.Text.Json;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Apply;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Operations;
using MeshHost.Emulator.Kubernetes.Types;

namespace MeshHost.Emulator.Kubernetes.Validation;

/// <summary>
/// Reads a body against its type: unknown fields are dropped and reported as the request asks for, values of the wrong type are refused
/// (built-in kinds) or left to validation (custom resources), and what Go would not write back is dropped.
/// </summary>
internal sealed class BodyDecoder
{
    private readonly ResourceType _type;
    private readonly bool _keepNulls;
    private readonly List<string> _unknown = [];

    private BodyDecoder(ResourceType type, bool keepNulls)
    {
        _type = type;
        _keepNulls = keepNulls || type.Custom is not null;
    }

    public static JsonObject Decode(ResourceType type, JsonObject body, WriteContext context, bool keepNulls = false)
    {
        CheckKind(type, body);
        var decoder = new BodyDecoder(type, keepNulls);
        var decoded = (JsonObject)decoder.Visit(type.Schema, body, "", type.Kind)!;
        decoded["apiVersion"] = type.ApiVersion;
        decoded["kind"] = type.Kind;
        if (decoder._unknown.Count > 0 && !keepNulls)
        {
            decoder.Report(context);
        }

        return decoded;
    }

    /// <summary>What server-side apply asks of a configuration before anything else.</summary>
    public static void CheckAppliedConfiguration(ResourceType type, string? ns, string name, JsonObject configuration)
    {
        if (configuration.Text("apiVersion") is null or "" || configuration.Text("kind") is null or "")
        {
            throw ApiErrors.BadRequest("invalid object type: an applied configuration states its apiVersion and its kind");
        }

        CheckKind(type, configuration);
        if (configuration.Object("metadata").Array("managedFields") is { Count: > 0 })
        {
            throw ApiErrors.BadRequest("metadata.managedFields must be nil");
        }

        ObjectPreparation.CheckNames(type, ns, name, configuration);
        var decoder = new BodyDecoder(type, keepNulls: true);
        decoder.Visit(type.Schema, configuration, "", type.Kind);
        var errors = decoder._unknown.Select(path => $".{path}: field not declared in schema").ToList();
        ListKeyChecker.Check(type.Schema, configuration, "", errors);
        if (errors.Count > 0)
        {
            var text = errors.Count == 1 ? errors[0] : "errors:\n" + string.Join('\n', errors.Select(error => "  " + error));
            throw new StatusException(500, "", $"failed to create typed patch object ({ns}/{name}; {type.ApiVersion}, Kind={type.Kind}): {text}");
        }
    }

    private static void CheckKind(ResourceType type, JsonObject body)
    {
        var (apiVersion, kind) = (body.Text("apiVersion"), body.Text("kind"));
        if (!string.IsNullOrEmpty(kind) && kind != type.Kind)
        {
            throw ApiErrors.BadRequest(
                $"the object provided is unrecognized (must be of type {type.Kind}): no kind \"{kind}\" is registered for version \"{apiVersion}\"");
        }

        if (!string.IsNullOrEmpty(apiVersion) && apiVersion != type.ApiVersion)
        {
            throw ApiErrors.BadRequest(
                $"the API version in the data ({apiVersion}) does not match the expected API version ({type.ApiVersion})");
        }
    }

    private void Report(WriteContext context)
    {
        if (context.FieldValidation == FieldValidation.Strict)
        {
            var text = string.Join(", ", _unknown.Select(path => $"unknown field \"{path}\""));
            throw ApiErrors.BadRequest(
                $"{_type.Kind} in version \"{_type.Version}\" cannot be handled as a {_type.Kind}: strict decoding error: {text}");
        }

        if (context.FieldValidation == FieldValidation.Warn)
        {
            foreach (var path in _unknown)
            {
                context.Warn($"unknown field \"{path}\"");
            }
        }
    }

    private JsonNode? Visit(Schema? schema, JsonNode? value, string path, string owner)
    {
        if (value is null || schema is null || schema.Kind == SchemaKind.Any && schema.Properties.Count == 0)
        {
            return value?.DeepClone();
        }

        if (!Matches(schema, value))
        {
            return _type.Custom is null ? throw WrongType(schema, value, path, owner) : value.DeepClone();
        }

        return value switch
        {
            JsonObject json => VisitObject(schema, json, path, schema.TypeName ?? owner),
            JsonArray list => VisitList(schema, list, path, owner),
            _ => value.DeepClone(),
        };
    }

    private JsonObject VisitObject(Schema schema, JsonObject json, string path, string owner)
    {
        var result = new JsonObject();
        foreach (var (name, value) in json)
        {
            var childPath = path.Length == 0 ? name : $"{path}.{name}";
            if ((schema.Property(name)?.Schema ?? schema.Child(name)) is { } child)
            {
                var decoded = Visit(child, value, childPath, owner);
                if (IsWritten(child, decoded))
                {
                    result[name] = decoded;
                }
            }
            else if (schema.PreserveUnknown || schema.Kind == SchemaKind.Any || (schema.EmbeddedResource && name is "apiVersion" or "kind" or "metadata"))
            {
                result[name] = value?.DeepClone();
            }
            else
            {
                _unknown.Add(childPath);
            }
        }

        return result;
    }

    private JsonArray VisitList(Schema schema, JsonArray list, string path, string owner)
    {
        var result = new JsonArray();
        for (var index = 0; index < list.Count; index++)
        {
            result.Add(Visit(schema.Items, list[index], $"{path}[{index}]", owner));
        }

        return result;
    }

    /// <summary>Built-in kinds are read into typed values: nulls and empty maps and lists do not come back.</summary>
    private bool IsWritten(Schema schema, JsonNode? value) =>
        _keepNulls
        || (value is not null
            && !(schema.Kind == SchemaKind.Map && value is JsonObject { Count: 0 })
            && !(schema.Kind == SchemaKind.List && value is JsonArray { Count: 0 }));

    private static bool Matches(Schema schema, JsonNode value) => (schema.Kind, value.GetValueKind()) switch
    {
        (SchemaKind.Object or SchemaKind.Map, JsonValueKind.Object) => true,
        (SchemaKind.List, JsonValueKind.Array) => true,
        (SchemaKind.String, JsonValueKind.String) => true,
        (SchemaKind.Integer, JsonValueKind.Number) => value.AsInteger() is not null,
        (SchemaKind.Number, JsonValueKind.Number) => true,
        (SchemaKind.Boolean, JsonValueKind.True or JsonValueKind.False) => true,
        (SchemaKind.IntOrString, JsonValueKind.Number or JsonValueKind.String) => true,
        (SchemaKind.Any, _) => true,
        _ => false,
    };

    private StatusException WrongType(Schema schema, JsonNode value, string path, string owner)
    {
        var found = value.GetValueKind() switch
        {
            JsonValueKind.Object => "object",
            JsonValueKind.Array => "array",
            JsonValueKind.String => "string",
            JsonValueKind.Number => schema.Kind == SchemaKind.Integer ? $"number {value.ToJson()}" : "number",
            _ => "bool",
        };
        var wanted = schema.Kind switch
        {
            SchemaKind.Object => $"{Package(schema)}.{schema.TypeName}",
            SchemaKind.Map => "map[string]string",
            SchemaKind.List => $"[]{schema.Items?.TypeName ?? "string"}",
            SchemaKind.Integer => schema.Format ?? "int64",
            SchemaKind.Boolean => "bool",
            _ => "string",
        };
        return ApiErrors.BadRequest(
            $"{_type.Kind} in version \"{_type.Version}\" cannot be handled as a {_type.Kind}: json: cannot unmarshal {found} into Go struct field {owner}.{StripIndexes(path)} of type {wanted}");

        static string Package(Schema schema) => schema.Home.Version;
    }

    private static string StripIndexes(string path)
    {
        var text = new System.Text.StringBuilder(path.Length);
        var depth = 0;
        foreach (var character in path)
        {
            depth += character == '[' ? 1 : 0;
            if (depth == 0)
            {
                text.Append(character);
            }

            depth -= character == ']' ? 1 : 0;
        }

        return text.ToString();
    }
}

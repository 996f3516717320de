using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Types;

namespace MeshHost.Emulator.Kubernetes.OpenApi;

/// <summary>Writes schemas in OpenAPI's terms and collects the named ones that they refer to.</summary>
internal sealed class SchemaWriter(string referencePrefix)
{
    private const string Time = "io.k8s.apimachinery.pkg.apis.meta.v1.Time";
    private const string Quantity = "io.k8s.apimachinery.pkg.api.resource.Quantity";
    private const string IntOrString = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";

    private readonly HashSet<string> _pending = new(StringComparer.Ordinal);

    public SortedDictionary<string, JsonObject> Definitions { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds a kind with everything below it; returns the reference to it.</summary>
    public JsonObject AddKind(ResourceType type)
    {
        var name = NameOf(type);
        if (_pending.Add(name))
        {
            var definition = type.Custom is null ? Object(type.Schema) : Custom(type);
            definition["x-kubernetes-group-version-kind"] = new JsonArray(GroupVersionKind(type));
            Definitions[name] = definition;
        }

        return Reference(name);
    }

    /// <summary>Adds the list of a kind.</summary>
    public JsonObject AddList(ResourceType type, Schema listMeta)
    {
        var name = NameOf(type) + "List";
        if (_pending.Add(name))
        {
            Definitions[name] = new JsonObject
            {
                ["type"] = "object",
                ["required"] = new JsonArray("items"),
                ["properties"] = new JsonObject
                {
                    ["apiVersion"] = new JsonObject { ["type"] = "string" },
                    ["items"] = new JsonObject { ["type"] = "array", ["items"] = AddKind(type) },
                    ["kind"] = new JsonObject { ["type"] = "string" },
                    ["metadata"] = Value(listMeta),
                },
                ["x-kubernetes-group-version-kind"] = new JsonArray(new JsonObject { ["group"] = type.Group, ["kind"] = type.ListKind, ["version"] = type.Version }),
            };
        }

        return Reference(name);
    }

    public static JsonObject GroupVersionKind(ResourceType type) => new() { ["group"] = type.Group, ["kind"] = type.Kind, ["version"] = type.Version };

    private static string NameOf(ResourceType type) => type.Custom is null
        ? NameOf(type.Schema)
        : $"{string.Join('.', type.Group.Split('.').Reverse())}.{type.Version}.{type.Kind}";

    private static string NameOf(Schema schema)
    {
        var (group, version) = schema.Home;
        return group == "meta.k8s.io"
            ? $"io.k8s.apimachinery.pkg.apis.meta.{version}.{schema.TypeName}"
            : $"io.k8s.api.{(group.Length == 0 ? "core" : group.Split('.')[0])}.{version}.{schema.TypeName}";
    }

    private JsonObject Reference(string name) => new() { ["$ref"] = referencePrefix + name };

    private JsonObject Value(Schema schema)
    {
        switch (schema.Kind)
        {
            case SchemaKind.Object when schema.TypeName is not null:
                var name = NameOf(schema);
                if (_pending.Add(name))
                {
                    Definitions[name] = Object(schema);
                }

                return Reference(name);
            case SchemaKind.Object:
                return Object(schema);
            case SchemaKind.Map:
                var map = new JsonObject { ["type"] = "object", ["additionalProperties"] = Value(schema.Items!) };
                if (schema.Atomic)
                {
                    map["x-kubernetes-map-type"] = "atomic";
                }

                return map;
            case SchemaKind.List:
                return List(schema);
            case SchemaKind.IntOrString:
                return schema.Format == "quantity"
                    ? Named(Quantity, new JsonObject { ["type"] = "string", ["description"] = "Quantity is a fixed-point representation of a number." })
                    : Named(IntOrString, new JsonObject { ["type"] = "string", ["format"] = "int-or-string" });
            case SchemaKind.String when schema.Format == "date-time":
                return Named(Time, new JsonObject { ["type"] = "string", ["format"] = "date-time" });
            case SchemaKind.Any:
                return new JsonObject { ["type"] = "object" };
            default:
                return Scalar(schema);
        }
    }

    private JsonObject Named(string name, JsonObject definition)
    {
        Definitions.TryAdd(name, definition);
        return Reference(name);
    }

    private static JsonObject Scalar(Schema schema)
    {
        var json = new JsonObject
        {
            ["type"] = schema.Kind switch
            {
                SchemaKind.Integer => "integer",
                SchemaKind.Number => "number",
                SchemaKind.Boolean => "boolean",
                _ => "string",
            },
        };
        if (schema.Format is { } format)
        {
            json["format"] = format;
        }

        if (schema.Enum.Count > 0)
        {
            json["enum"] = new JsonArray([.. schema.Enum.Select(value => value?.DeepClone())]);
        }

        return json;
    }

    private JsonObject List(Schema schema)
    {
        var list = new JsonObject
        {
            ["type"] = "array",
            ["items"] = Value(schema.Items!),
            ["x-kubernetes-list-type"] = schema.ListType switch { ListType.Map => "map", ListType.Set => "set", _ => "atomic" },
        };
        if (schema.ListType == ListType.Map)
        {
            list["x-kubernetes-list-map-keys"] = new JsonArray([.. schema.Keys.Select(key => (JsonNode)key)]);
            list["x-kubernetes-patch-merge-key"] = schema.MergeKey;
        }

        if (schema.ListType != ListType.Atomic)
        {
            list["x-kubernetes-patch-strategy"] = schema.Items!.RetainKeys ? "merge,retainKeys" : "merge";
        }

        return list;
    }

    private JsonObject Object(Schema schema)
    {
        var json = new JsonObject { ["type"] = "object" };
        if (schema.Description is { } description)
        {
            json["description"] = description;
        }

        var required = schema.Properties.Values.Where(property => property.Required).Select(property => (JsonNode)property.Name).ToArray();
        if (required.Length > 0)
        {
            json["required"] = new JsonArray(required);
        }

        if (schema.Atomic)
        {
            json["x-kubernetes-map-type"] = "atomic";
        }

        var properties = new JsonObject();
        foreach (var property in schema.Properties.Values.OrderBy(property => property.Name, StringComparer.Ordinal))
        {
            properties[property.Name] = Property(property);
        }

        json["properties"] = properties;
        return json;
    }

    private JsonObject Property(SchemaProperty property)
    {
        var value = Value(property.Schema);
        if (property.Description is null && property.Default is null)
        {
            return value;
        }

        // A reference stands alone: what else is said of the field goes beside it.
        var json = value.ContainsKey("$ref") ? new JsonObject { ["allOf"] = new JsonArray(value) } : value;
        if (property.Description is { } description)
        {
            json["description"] = description;
        }

        if (property.Default is { } fallback)
        {
            json["default"] = fallback.DeepClone();
        }

        return json;
    }

    private JsonObject Custom(ResourceType type)
    {
        var json = type.Schema.Source?.Copy() ?? new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true };
        var properties = json.Ensure("properties");
        properties["apiVersion"] ??= new JsonObject { ["type"] = "string" };
        properties["kind"] ??= new JsonObject { ["type"] = "string" };
        properties["metadata"] = new JsonObject
        {
            ["allOf"] = new JsonArray(Value(type.Schema.Property("metadata")!.Schema)),
            ["description"] = "Standard object's metadata.",
        };
        return json;
    }
}

using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Types;

namespace MeshHost.Emulator.Kubernetes.CustomResources;

/// <summary>Reads a definition's openAPIV3Schema into the model that all kinds share.</summary>
internal sealed class StructuralSchemaReader(Schema objectMeta)
{
    /// <summary>The schema of a whole custom resource: what the definition states, with the metadata that every object has.</summary>
    public Schema ReadRoot(JsonObject? json)
    {
        if (json is null)
        {
            var free = new Schema { Kind = SchemaKind.Object, PreserveUnknown = true };
            AddStandardFields(free);
            return free;
        }

        var root = Read(json);
        AddStandardFields(root);
        return root;
    }

    private void AddStandardFields(Schema root)
    {
        root.Properties["apiVersion"] = new SchemaProperty("apiVersion", Schemas.Text);
        root.Properties["kind"] = new SchemaProperty("kind", Schemas.Text);
        root.Properties["metadata"] = new SchemaProperty("metadata", objectMeta);
    }

    private static Schema Read(JsonObject json)
    {
        var schema = new Schema
        {
            Kind = KindOf(json),
            Description = json.Text("description"),
            Format = json.Text("format"),
            ListType = json.Text("x-kubernetes-list-type") switch { "map" => ListType.Map, "set" => ListType.Set, _ => ListType.Atomic },
            Keys = [.. json.Array("x-kubernetes-list-map-keys").Texts()],
            MergeKey = json.Array("x-kubernetes-list-map-keys").Texts().FirstOrDefault(),
            Atomic = json.Text("x-kubernetes-map-type") == "atomic",
            PreserveUnknown = json.Boolean("x-kubernetes-preserve-unknown-fields") == true,
            EmbeddedResource = json.Boolean("x-kubernetes-embedded-resource") == true,
            Nullable = json.Boolean("nullable") == true,
            Default = json["default"]?.DeepClone(),
            Required = [.. json.Array("required").Texts()],
            Enum = json.Array("enum") is { } values ? [.. values.Select(value => value?.DeepClone())] : [],
            Limits = SchemaLimitsReader.Read(json, Read),
            Source = json,
        };
        foreach (var (name, value) in json.Object("properties") ?? [])
        {
            if (value is JsonObject property)
            {
                schema.Properties[name] = new SchemaProperty(name, Read(property)) { Description = property.Text("description") };
            }
        }

        schema.Items = json.Object("items") is { } items ? Read(items) : ReadAdditional(json);
        return schema;
    }

    private static Schema? ReadAdditional(JsonObject json) => json["additionalProperties"] switch
    {
        JsonObject values => Read(values),
        JsonValue allowed when allowed.AsBoolean() == true => Schema.Anything,
        _ => null,
    };

    private static SchemaKind KindOf(JsonObject json)
    {
        if (json.Boolean("x-kubernetes-int-or-string") == true)
        {
            return SchemaKind.IntOrString;
        }

        return json.Text("type") switch
        {
            "object" => json["properties"] is null && json["additionalProperties"] is not null ? SchemaKind.Map : SchemaKind.Object,
            "array" => SchemaKind.List,
            "string" => SchemaKind.String,
            "integer" => SchemaKind.Integer,
            "number" => SchemaKind.Number,
            "boolean" => SchemaKind.Boolean,
            _ => SchemaKind.Any,
        };
    }
}

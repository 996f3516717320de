using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Operations;
using MeshHost.Emulator.Kubernetes.Types;

namespace MeshHost.Emulator.Kubernetes.Protobuf;

/// <summary>
/// Reads the API's protobuf bodies into JSON. The envelope is the four bytes <c>k8s\0</c>, then a message with the type (1) and the
/// object's own message (2). Typed clients since 1.32 send these; answers may stay JSON, which all of them accept.
/// </summary>
internal sealed class ProtobufBody(WireNumbers numbers, BuiltInTypes types)
{
    /// <summary>
    /// Fields that Go holds as pointers: only for them is zero a value. For all others the encoding writes zero for "not set".
    /// </summary>
    private static readonly HashSet<string> s_pointers =
    [
        "replicas", "revisionHistoryLimit", "progressDeadlineSeconds", "parallelism", "completions", "backoffLimit", "suspend",
        "ttlSecondsAfterFinished", "activeDeadlineSeconds", "terminationGracePeriodSeconds", "minReplicas", "automountServiceAccountToken",
        "immutable", "runAsUser", "runAsGroup", "runAsNonRoot", "fsGroup", "privileged", "allowPrivilegeEscalation", "readOnlyRootFilesystem",
        "optional", "gracePeriodSeconds", "controller", "blockOwnerDeletion", "partition", "successfulJobsHistoryLimit",
        "failedJobsHistoryLimit", "orphanDependents", "allowVolumeExpansion", "enableServiceLinks", "expirationSeconds", "tolerationSeconds",
        "allocateLoadBalancerNodePorts",
    ];

    private static ReadOnlySpan<byte> Magic => "k8s\0"u8;

    public JsonObject Parse(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith(Magic))
        {
            throw ApiErrors.BadRequest("provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
        }

        var (apiVersion, kind) = ("", "");
        var raw = ReadOnlySpan<byte>.Empty;
        var envelope = new WireReader(body[Magic.Length..]);
        while (envelope.Next())
        {
            if (envelope.Field == 1)
            {
                (apiVersion, kind) = ReadType(envelope.Content);
            }
            else if (envelope.Field == 2)
            {
                raw = envelope.Content;
            }
        }

        var schema = Find(apiVersion, kind)
            ?? throw ApiErrors.UnsupportedMediaType($"the emulator does not read {kind} of {apiVersion} in protobuf; send JSON");
        var json = ReadMessage(schema, schema.TypeName!, raw);
        json.Insert(0, "kind", kind);
        json.Insert(1, "apiVersion", apiVersion);
        return json;
    }

    private static (string ApiVersion, string Kind) ReadType(ReadOnlySpan<byte> content)
    {
        var (apiVersion, kind) = ("", "");
        var reader = new WireReader(content);
        while (reader.Next())
        {
            if (reader.Field == 1)
            {
                apiVersion = reader.Text;
            }
            else
            {
                kind = reader.Text;
            }
        }

        return (apiVersion, kind);
    }

    private Schema? Find(string apiVersion, string kind)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        var (group, version) = slash < 0 ? ("", apiVersion) : (apiVersion[..slash], apiVersion[(slash + 1)..]);
        return types.Types.FirstOrDefault(type => type.TypeName == kind && type.Home == (group, version))
            ?? types.Types.FirstOrDefault(type => type.TypeName == kind && type.Home.Group == "meta.k8s.io");
    }

    private JsonObject ReadMessage(Schema schema, string message, ReadOnlySpan<byte> content)
    {
        var json = new JsonObject();
        ReadInto(json, schema, message, content);
        return json;
    }

    private void ReadInto(JsonObject json, Schema schema, string message, ReadOnlySpan<byte> content)
    {
        var names = numbers.Find(schema.Home, message)
            ?? throw ApiErrors.UnsupportedMediaType($"the emulator does not read {message} in protobuf; send JSON");
        var reader = new WireReader(content);
        while (reader.Next())
        {
            if (!names.TryGetValue(reader.Field, out var name))
            {
                continue;
            }

            if (name[0] == '*')
            {
                ReadInto(json, schema, name[1..], reader.Content);
            }
            else if (schema.Property(name) is { } property)
            {
                ReadField(json, name, property.Schema, reader);
            }
        }
    }

    private void ReadField(JsonObject json, string name, Schema schema, WireReader reader)
    {
        switch (schema.Kind)
        {
            case SchemaKind.List:
                var list = json[name] as JsonArray ?? [];
                list.Add(ReadValue(schema.Items!, reader));
                json[name] = list;
                break;
            case SchemaKind.Map:
                var (key, value) = ReadEntry(schema.Items!, reader.Content);
                json.Ensure(name)[key] = value;
                break;
            default:
                if (!IsUnset(name, schema, reader))
                {
                    json[name] = ReadValue(schema, reader);
                }

                break;
        }
    }

    private static bool IsUnset(string name, Schema schema, WireReader reader) => schema.Kind switch
    {
        SchemaKind.Integer or SchemaKind.Boolean => reader.Number == 0 && !s_pointers.Contains(name),
        SchemaKind.String => reader.Content.IsEmpty,
        SchemaKind.IntOrString => reader.Content.IsEmpty,
        SchemaKind.Any => reader.Content.IsEmpty || name == "status",
        _ => false,
    };

    private JsonNode? ReadValue(Schema schema, WireReader reader) => schema.Kind switch
    {
        SchemaKind.Integer => reader.Number,
        SchemaKind.Boolean => reader.Number != 0,
        SchemaKind.Object => ReadMessage(schema, schema.TypeName!, reader.Content),
        SchemaKind.IntOrString => schema.Format == "quantity" ? ReadQuantity(reader.Content) : ReadIntOrString(reader.Content),
        SchemaKind.String => schema.Format switch
        {
            "date-time" => ReadTime(reader.Content),
            "byte" => Convert.ToBase64String(reader.Content),
            _ => reader.Text,
        },
        _ => throw ApiErrors.UnsupportedMediaType("the emulator does not read all of this kind in protobuf; send JSON"),
    };

    private (string Key, JsonNode? Value) ReadEntry(Schema schema, ReadOnlySpan<byte> content)
    {
        var key = "";
        JsonNode? value = schema.Kind == SchemaKind.String ? "" : null;
        var reader = new WireReader(content);
        while (reader.Next())
        {
            if (reader.Field == 1)
            {
                key = reader.Text;
            }
            else
            {
                value = ReadValue(schema, reader);
            }
        }

        return (key, value);
    }

    private static JsonValue ReadQuantity(ReadOnlySpan<byte> content)
    {
        var reader = new WireReader(content);
        return JsonValue.Create(reader.Next() ? reader.Text : "0");
    }

    private static JsonNode ReadIntOrString(ReadOnlySpan<byte> content)
    {
        var (isText, number, text) = (false, 0L, "");
        var reader = new WireReader(content);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    isText = reader.Number == 1;
                    break;
                case 2:
                    number = reader.Number;
                    break;
                default:
                    text = reader.Text;
                    break;
            }
        }

        return isText ? text : number;
    }

    private static JsonValue? ReadTime(ReadOnlySpan<byte> content)
    {
        var seconds = 0L;
        var reader = new WireReader(content);
        while (reader.Next())
        {
            seconds = reader.Field == 1 ? reader.Number : seconds;
        }

        return seconds == 0 ? null : JsonValue.Create(Deletion.Timestamp(DateTimeOffset.FromUnixTimeSeconds(seconds)));
    }
}

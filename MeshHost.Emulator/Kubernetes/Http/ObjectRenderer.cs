using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Operations;
using MeshHost.Emulator.Kubernetes.Storage;
using MeshHost.Emulator.Kubernetes.Tables;
using MeshHost.Emulator.Kubernetes.Types;

namespace MeshHost.Emulator.Kubernetes.Http;

/// <summary>The form in which a client wants objects: as they are, as rows of a table, or their metadata alone.</summary>
internal sealed class ObjectRenderer(ClusterState state, TableRenderer tables, ApiRequest request)
{
    public bool AsTable { get; } = request.Accept.Contains("as=Table", StringComparison.Ordinal);

    public bool AsMetadata { get; } = !request.Accept.Contains("as=Table", StringComparison.Ordinal) && request.Accept.Contains("as=PartialObjectMetadata", StringComparison.Ordinal);

    public JsonNode Single(ResourceType type, JsonObject obj) =>
        AsTable ? tables.Render(type, [obj], obj.Object("metadata").Text("resourceVersion") ?? "", IncludeObject, withColumns: true)
        : AsMetadata ? Metadata(obj)
        : obj;

    public byte[] Event(ResourceType type, string eventType, StoredObject stored, bool first)
    {
        if (!AsTable && !AsMetadata && stored.Json.Text("apiVersion") == type.ApiVersion)
        {
            // The common case: bytes that all watches of this version share.
            return [.. System.Text.Encoding.UTF8.GetBytes($"{{\"type\":\"{eventType}\",\"object\":"), .. stored.Bytes, (byte)'}', (byte)'\n'];
        }

        var obj = state.FromStorage(type, stored);
        JsonNode rendered = AsTable
            ? tables.Render(type, [obj], obj.Object("metadata").Text("resourceVersion") ?? "", IncludeObject, withColumns: first)
            : AsMetadata ? Metadata(obj) : obj;
        return Line(eventType, rendered);
    }

    public static byte[] Line(string eventType, JsonNode obj) =>
        [.. System.Text.Encoding.UTF8.GetBytes(new JsonObject { ["type"] = eventType, ["object"] = obj }.ToJson()), (byte)'\n'];

    public JsonObject List(ResourceType type, IReadOnlyList<JsonObject> items, JsonObject metadata)
    {
        if (AsTable)
        {
            var table = tables.Render(type, items, metadata.Text("resourceVersion") ?? "", IncludeObject, withColumns: true);
            table["metadata"] = metadata;
            return table;
        }

        var list = new JsonObject
        {
            ["kind"] = AsMetadata ? "PartialObjectMetadataList" : type.ListKind,
            ["apiVersion"] = AsMetadata ? "meta.k8s.io/v1" : type.ApiVersion,
            ["metadata"] = metadata,
        };
        list["items"] = new JsonArray([.. items.Select(item => (JsonNode)(AsMetadata ? Metadata(item) : WithoutKind(type, item)))]);
        return list;
    }

    private string IncludeObject => request.Query("includeObject") is { Length: > 0 } include ? include : "Metadata";

    /// <summary>Items of built-in lists come without apiVersion and kind, as typed items do on the real server.</summary>
    private static JsonObject WithoutKind(ResourceType type, JsonObject item)
    {
        if (type.Custom is null)
        {
            item.Remove("kind");
            item.Remove("apiVersion");
        }

        return item;
    }

    private static JsonObject Metadata(JsonObject obj) => new()
    {
        ["kind"] = "PartialObjectMetadata",
        ["apiVersion"] = "meta.k8s.io/v1",
        ["metadata"] = obj["metadata"]?.DeepClone(),
    };
}

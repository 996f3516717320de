using System.Text.Json;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Kubernetes.Storage;

/// <summary>One version of an object. Never changed once stored, so that readers need no lock and its bytes are made once.</summary>
internal sealed class StoredObject(JsonObject json, long resourceVersion)
{
    private byte[]? _bytes;

    public JsonObject Json { get; } = json;

    public long ResourceVersion { get; } = resourceVersion;

    /// <summary>The object in UTF-8, made when first asked for and shared by all watches.</summary>
    public byte[] Bytes => _bytes ??= JsonSerializer.SerializeToUtf8Bytes(Json, JsonObjectExtensions.Compact);
}

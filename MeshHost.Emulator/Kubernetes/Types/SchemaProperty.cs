using System.Text.Json.Nodes;

namespace MeshHost.Emulator.Kubernetes.Types;

/// <summary>A field of an object: its schema, and what differs from field to field.</summary>
internal sealed record SchemaProperty(string Name, Schema Schema)
{
    public bool Required { get; init; }

    public JsonNode? Default { get; init; }

    public string? Description { get; init; }
}

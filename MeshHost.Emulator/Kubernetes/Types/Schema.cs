using System.Text.Json.Nodes;

namespace MeshHost.Emulator.Kubernetes.Types;

/// <summary>
/// What a value may be and how it merges. One model for built-in types (read from our type files) and custom resources (read from their
/// structural schemas), so that pruning, defaulting, validation, patches, server-side apply and OpenAPI need one implementation each.
/// </summary>
internal sealed class Schema
{
    public static readonly Schema Anything = new() { Kind = SchemaKind.Any, PreserveUnknown = true };

    public required SchemaKind Kind { get; init; }

    /// <summary>The type's name where it is a named one of the type files, such as PodSpec.</summary>
    public string? TypeName { get; init; }

    /// <summary>The group and version whose file names the type.</summary>
    public (string Group, string Version) Home { get; init; }

    public string? Description { get; set; }

    /// <summary>int32, int64, date-time, quantity, byte and the like.</summary>
    public string? Format { get; init; }

    public Dictionary<string, SchemaProperty> Properties { get; } = new(StringComparer.Ordinal);

    /// <summary>The schema of a list's items or a map's values.</summary>
    public Schema? Items { get; set; }

    public ListType ListType { get; init; } = ListType.Atomic;

    /// <summary>The fields that identify an item of a list of type map.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>The one field that strategic merge patches match items by, where that differs from <see cref="Keys"/>.</summary>
    public string? MergeKey { get; init; }

    /// <summary>Strategic merge: fields absent from a patch that lists what it retains are dropped (unions such as volumes).</summary>
    public bool RetainKeys { get; init; }

    /// <summary>An object or map that is owned and replaced as a whole.</summary>
    public bool Atomic { get; init; }

    public bool PreserveUnknown { get; init; }

    public bool EmbeddedResource { get; init; }

    public bool Nullable { get; init; }

    /// <summary>A default that the schema itself carries (custom resources).</summary>
    public JsonNode? Default { get; init; }

    public IReadOnlyList<string> Required { get; init; } = [];

    /// <summary>The allowed values, as JSON.</summary>
    public IReadOnlyList<JsonNode?> Enum { get; init; } = [];

    /// <summary>Limits of a custom resource's schema; <see langword="null"/> when there are none.</summary>
    public SchemaLimits? Limits { get; init; }

    /// <summary>The custom resource's own JSON schema, for OpenAPI.</summary>
    public JsonObject? Source { get; init; }

    public SchemaProperty? Property(string name) => Properties.GetValueOrDefault(name);

    /// <summary>The schema of a field or a map's value; <see langword="null"/> when unknown.</summary>
    public Schema? Child(string name) => Kind switch
    {
        SchemaKind.Object => Properties.TryGetValue(name, out var property) ? property.Schema : Items,
        SchemaKind.Map => Items,
        _ => null,
    };
}

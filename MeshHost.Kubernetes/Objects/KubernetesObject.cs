using System.Text.Json.Nodes;

namespace MeshHost.Kubernetes;

/// <summary>A thin view of a Kubernetes object of any kind over its JSON.</summary>
/// <remarks>Reads go to the JSON each time, so that the view is never older than the JSON. Not safe for concurrent writes.</remarks>
public sealed class KubernetesObject
{
    /// <summary>Wraps an object's JSON. The JSON is not copied.</summary>
    /// <param name="json">The object, with <c>apiVersion</c>, <c>kind</c> and <c>metadata</c>.</param>
    public KubernetesObject(JsonObject json)
    {
        ArgumentNullException.ThrowIfNull(json);
        Json = json;
    }

    /// <summary>Gets the JSON behind this view.</summary>
    public JsonObject Json { get; }

    /// <summary>Gets the <c>apiVersion</c>, or an empty string.</summary>
    public string ApiVersion => Json.StringAt("apiVersion") ?? "";

    /// <summary>Gets the <c>kind</c>, or an empty string.</summary>
    public string Kind => Json.StringAt("kind") ?? "";

    /// <summary>Gets the name, or an empty string.</summary>
    public string Name => Json.StringAt("metadata", "name") ?? "";

    /// <summary>Gets the namespace, or <see langword="null"/> for an object that has none.</summary>
    public string? Namespace => Json.StringAt("metadata", "namespace") is { Length: > 0 } ns ? ns : null;

    /// <summary>Gets the unique id that the server gave the object, or <see langword="null"/> before it exists.</summary>
    public string? Uid => Json.StringAt("metadata", "uid");

    /// <summary>Gets the version of the stored object, an opaque string.</summary>
    public string? ResourceVersion => Json.StringAt("metadata", "resourceVersion");

    /// <summary>Gets the generation, which the server raises when the desired state changes; 0 where the kind has none.</summary>
    public long Generation => Json.LongAt("metadata", "generation") ?? 0;

    /// <summary>Gets the API version and kind as one value.</summary>
    public GroupVersionKind GroupVersionKind => GroupVersionKind.Parse(ApiVersion, Kind);

    /// <summary>Gets a copy of the labels.</summary>
    public IReadOnlyDictionary<string, string> Labels => ReadMap("labels");

    /// <summary>Gets a copy of the annotations.</summary>
    public IReadOnlyDictionary<string, string> Annotations => ReadMap("annotations");

    /// <summary>Gets the reference that names this object.</summary>
    public ObjectReference Reference => new(GroupVersionKind, Name, Namespace);

    /// <summary>Gets the names of those who own fields of the object, by <c>metadata.managedFields</c>.</summary>
    public IEnumerable<string> FieldManagers => Json.ItemsAt("metadata", "managedFields").Select(entry => entry.StringAt("manager")).OfType<string>();

    /// <summary>Looks up a value by its dotted path, such as <c>spec.template.spec.containers[0].image</c>.</summary>
    /// <param name="jsonPath">The path; a dot within a key is written <c>\.</c>.</param>
    /// <returns>The value, or <see langword="null"/> where any part of the path is missing.</returns>
    public JsonNode? this[string jsonPath] => JsonPath.Find(Json, jsonPath);

    /// <summary>Makes an independent copy.</summary>
    /// <returns>The copy.</returns>
    public KubernetesObject DeepClone() => new((JsonObject)Json.DeepClone());

    /// <summary>Sets a label, replacing the one of the same name.</summary>
    /// <param name="name">The label's name.</param>
    /// <param name="value">The label's value.</param>
    public void SetLabel(string name, string value) => Metadata("labels")[name] = value;

    /// <summary>Sets an annotation, replacing the one of the same name.</summary>
    /// <param name="name">The annotation's name.</param>
    /// <param name="value">The annotation's value.</param>
    public void SetAnnotation(string name, string value) => Metadata("annotations")[name] = value;

    /// <summary>Sets or, given <see langword="null"/>, removes the namespace.</summary>
    /// <param name="value">The namespace.</param>
    public void SetNamespace(string? value)
    {
        JsonObject metadata = Metadata();
        if (value is null)
        {
            metadata.Remove("namespace");
        }
        else
        {
            metadata["namespace"] = value;
        }
    }

    /// <summary>Reads every object of a YAML (or JSON) stream; <c>List</c> objects are taken apart and empty documents skipped.</summary>
    /// <param name="yaml">The text, documents separated by <c>---</c>.</param>
    /// <returns>The objects, in the order of the text.</returns>
    /// <exception cref="FormatException">The text is not YAML, or a document is not a Kubernetes object.</exception>
    public static IReadOnlyList<KubernetesObject> ParseYaml(string yaml)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        List<KubernetesObject> objects = [];
        foreach (JsonNode? document in YamlReader.ReadDocuments(yaml))
        {
            AddDocument(document, objects);
        }

        return objects;
    }

    /// <summary>Writes the object as one YAML document.</summary>
    /// <returns>The text, ending in a line feed.</returns>
    public string ToYaml() => YamlWriter.Write(Json);

    /// <summary>Returns the reference as text.</summary>
    public override string ToString() => Reference.ToString();

    private static void AddDocument(JsonNode? document, List<KubernetesObject> objects)
    {
        if (document is null or JsonObject { Count: 0 })
        {
            return;
        }

        if (document is not JsonObject json || json.StringAt("kind") is not { Length: > 0 } kind || json.StringAt("apiVersion") is not { Length: > 0 })
        {
            throw new FormatException("A document is not a Kubernetes object: it needs 'apiVersion' and 'kind'.");
        }

        if (kind.EndsWith("List", StringComparison.Ordinal) && json["items"] is JsonArray items)
        {
            foreach (JsonNode? item in items)
            {
                AddDocument(item?.DeepClone(), objects);
            }

            return;
        }

        objects.Add(new KubernetesObject(json));
    }

    private JsonObject Metadata(string? member = null)
    {
        if (Json["metadata"] is not JsonObject metadata)
        {
            Json["metadata"] = metadata = [];
        }

        if (member is null)
        {
            return metadata;
        }

        if (metadata[member] is not JsonObject map)
        {
            metadata[member] = map = [];
        }

        return map;
    }

    private Dictionary<string, string> ReadMap(string member)
    {
        Dictionary<string, string> map = new(StringComparer.Ordinal);
        if (Json["metadata"]?[member] is JsonObject source)
        {
            foreach ((string name, JsonNode? value) in source)
            {
                map[name] = value.AsString() ?? "";
            }
        }

        return map;
    }
}

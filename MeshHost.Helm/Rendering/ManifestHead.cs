using MeshHost.Helm.Charts;
using MeshHost.Helm.Yaml;

namespace MeshHost.Helm.Rendering;

/// <summary>
/// What Helm reads of every rendered document, and refuses when it has another type: apiVersion, kind, name and annotations. The texts are those
/// of Go's decoder.
/// </summary>
internal sealed record ManifestHead(string ApiVersion, string Kind, string Name, IReadOnlyDictionary<string, string> Annotations)
{
    private const string TypeName = "util.SimpleHead";

    private static readonly Dictionary<string, string> s_none = new(StringComparer.Ordinal);

    /// <summary>Reads the head of a parsed document.</summary>
    /// <exception cref="YamlException">A field has a type that it cannot have.</exception>
    public static ManifestHead Read(object? document)
    {
        if (document is null)
        {
            return new ManifestHead("", "", "", s_none);
        }

        var head = document as Dictionary<string, object?> ?? throw Mismatch(document, "Go value", TypeName);
        var apiVersion = Text(head, "apiVersion", "SimpleHead.apiVersion");
        var kind = Text(head, "kind", "SimpleHead.kind");
        var metadata = head.GetValueOrDefault("metadata") switch
        {
            null => s_empty,
            Dictionary<string, object?> table => table,
            var other => throw Mismatch(
                other,
                "Go struct field SimpleHead.metadata",
                "struct { Name string \"json:\\\"name\\\"\"; Annotations map[string]string \"json:\\\"annotations\\\"\" }"),
        };
        return new ManifestHead(apiVersion, kind, Text(metadata, "name", ".metadata.name"), ReadAnnotations(metadata));
    }

    private static readonly Dictionary<string, object?> s_empty = new(StringComparer.Ordinal);

    private static Dictionary<string, string> ReadAnnotations(Dictionary<string, object?> metadata)
    {
        const string Field = ".metadata.annotations";
        switch (metadata.GetValueOrDefault("annotations"))
        {
            case null:
                return s_none;
            case Dictionary<string, object?> table:
                var annotations = new Dictionary<string, string>(table.Count, StringComparer.Ordinal);
                foreach (var key in table.Keys)
                {
                    annotations[key] = Text(table, key, Field);
                }

                return annotations;
            case var other:
                throw Mismatch(other, "Go struct field " + Field, "map[string]string");
        }
    }

    /// <summary>Numbers and booleans count as text; lists and maps do not.</summary>
    private static string Text(Dictionary<string, object?> table, string key, string field)
    {
        var value = table.GetValueOrDefault(key);
        return value is Dictionary<string, object?> or List<object?>
            ? throw Mismatch(value, "Go struct field " + field, "string")
            : ChartMetadataReader.ScalarText(value);
    }

    private static YamlException Mismatch(object? value, string target, string type) =>
        new($"error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {HelmYaml.JsonTypeName(value)} into {target} of type {type}");
}

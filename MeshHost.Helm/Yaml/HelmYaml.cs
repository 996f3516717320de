using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Yaml;

/// <summary>
/// YAML as Helm sees it: read as YAML 1.1 and turned into JSON's types, so that every number is a double and every key a
/// string; written byte for byte as sigs.k8s.io/yaml writes it.
/// </summary>
internal static class HelmYaml
{
    /// <summary>Reads the first document of a text; null when it has none or is null.</summary>
    /// <exception cref="YamlException">The text is not YAML, or has no form in JSON.</exception>
    public static object? Read(string text) => YamlReader.Read(text);

    /// <summary>Reads the first document as a mapping; empty when there is none.</summary>
    /// <exception cref="YamlException">As for <see cref="Read"/>, or the document is no mapping.</exception>
    public static Dictionary<string, object?> ReadMap(string text) => Read(text) switch
    {
        Dictionary<string, object?> map => map,
        null => new Dictionary<string, object?>(StringComparer.Ordinal),
        var other => throw new YamlException(
            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal " + JsonTypeName(other) + " into Go value of type map[string]interface {}"),
    };

    /// <summary>Writes a value as block style YAML with a line feed at its end.</summary>
    /// <exception cref="YamlException">The value has no form in YAML.</exception>
    public static string Write(object? value)
    {
        using var output = new TextBuffer();
        new YamlWriter(output, pretty: false).WriteDocument(value);
        return output.ToString();
    }

    /// <summary>Writes a value with indented lists and without folding, as Helm's <c>toYamlPretty</c>.</summary>
    /// <exception cref="YamlException">The value has no form in YAML.</exception>
    public static string WritePretty(object? value)
    {
        using var output = new TextBuffer();
        new YamlWriter(output, pretty: true).WriteDocument(value);
        return output.ToString();
    }

    /// <summary>JSON's name of a value's type, as Go's decoder names it in errors.</summary>
    public static string JsonTypeName(object? value) => value switch
    {
        Dictionary<string, object?> => "object",
        List<object?> => "array",
        string => "string",
        bool => "bool",
        null => "null",
        _ => "number",
    };
}

using System.Text;
using System.Text.Json.Nodes;
using MeshHost.Helm.Json;
using MeshHost.Helm.Templating;

namespace MeshHost.Helm.Schema;

/// <summary>
/// A schema with the places inside it that references can name. References to other documents are not fetched: a rendering must not depend on
/// the network.
/// </summary>
internal sealed class SchemaDocument
{
    private const int MaxDepth = 256;

    private static readonly Uri s_base = new("schema:///values.schema.json");

    private readonly Dictionary<string, JsonNode> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<JsonNode, Uri> _bases = new(ReferenceEqualityComparer.Instance);

    private SchemaDocument(JsonNode root)
    {
        Root = root;
        Dialect = DialectOf(root);
        Index(root, s_base);
        _places.TryAdd(s_base.AbsoluteUri, root);
    }

    public JsonNode Root { get; }

    public SchemaDialect Dialect { get; }

    public SchemaPatterns Patterns { get; } = new();

    /// <exception cref="ChartException">The text is not a schema.</exception>
    public static SchemaDocument Parse(ReadOnlySpan<byte> text)
    {
        try
        {
            // As Go reads it: of equal keys the last counts, and bytes that are not UTF-8 are replaced.
            var root = ToNode(JsonReader.Read(Encoding.UTF8.GetString(text)), depth: 0);
            return root is JsonObject || (root is JsonValue value && value.TryGetValue<bool>(out _))
                ? new SchemaDocument(root)
                : throw new ChartException("a JSON schema is an object or a boolean");
        }
        catch (FunctionException e)
        {
            throw new ChartException($"it is not valid JSON: {e.Message}", e);
        }
    }

    private static JsonNode? ToNode(object? value, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new ChartException($"it is nested deeper than {MaxDepth} levels");
        }

        switch (value)
        {
            case Dictionary<string, object?> table:
                var node = new JsonObject();
                foreach (var (name, item) in table)
                {
                    node[name] = ToNode(item, depth + 1);
                }

                return node;
            case List<object?> list:
                return new JsonArray([.. list.Select(item => ToNode(item, depth + 1))]);
            case double number:
                return JsonValue.Create(number);
            case bool flag:
                return JsonValue.Create(flag);
            default:
                return JsonValue.Create((string?)value);
        }
    }

    /// <summary>The schema a reference means; <see langword="null"/> when it is in another document.</summary>
    /// <exception cref="ChartException">There is no such place in this document.</exception>
    public JsonNode? Resolve(JsonNode from, string reference)
    {
        var baseUri = _bases.GetValueOrDefault(from, s_base);
        if (!Uri.TryCreate(baseUri, reference, out var target))
        {
            throw new ChartException($"the reference \"{reference}\" is not a URI");
        }

        if (_places.TryGetValue(target.AbsoluteUri, out var exact))
        {
            return exact;
        }

        var fragment = Uri.UnescapeDataString(target.Fragment.TrimStart('#'));
        var document = WithoutFragment(target).AbsoluteUri;
        if (!_places.TryGetValue(document, out var root))
        {
            return null;
        }

        return fragment.Length == 0
            ? root
            : Walk(root, fragment) ?? throw new ChartException($"the reference \"{reference}\" leads nowhere");
    }

    /// <summary>The place a dynamic anchor names within the resource that <paramref name="within"/> belongs to.</summary>
    public JsonNode? DynamicAnchor(JsonNode within, string anchor)
        => _places.GetValueOrDefault($"{_bases.GetValueOrDefault(within, s_base).AbsoluteUri}#dynamic:{anchor}");

    // Not by UriBuilder, which rewrites addresses whose scheme it does not know.
    private static Uri WithoutFragment(Uri uri) => new(uri.AbsoluteUri.Split('#')[0]);

    private static JsonNode? Walk(JsonNode root, string pointer)
    {
        if (!pointer.StartsWith('/'))
        {
            return null;
        }

        JsonNode? node = root;
        foreach (var raw in pointer[1..].Split('/'))
        {
            var part = raw.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            node = node switch
            {
                JsonObject table => table[part],
                JsonArray list when int.TryParse(part, out var index) && index >= 0 && index < list.Count => list[index],
                _ => null,
            };
        }

        return node;
    }

    private void Index(JsonNode? node, Uri baseUri)
    {
        switch (node)
        {
            case JsonObject schema:
                // From draft 2019-09 on an identifier beside $ref counts; before, everything beside $ref is ignored.
                var id = Text(schema, Dialect == SchemaDialect.Draft4 ? "id" : "$id");
                if (id is not null && (Dialect >= SchemaDialect.Draft201909 || !schema.ContainsKey("$ref")) && Uri.TryCreate(baseUri, id, out var own))
                {
                    if (own.Fragment.Length > 1)
                    {
                        _places.TryAdd(own.AbsoluteUri, schema);
                    }
                    else
                    {
                        baseUri = WithoutFragment(own);
                        _places.TryAdd(baseUri.AbsoluteUri, schema);
                    }
                }

                CompilePatterns(schema);
                AddAnchor(schema, baseUri, "$anchor");
                AddAnchor(schema, baseUri, "$dynamicAnchor");
                _bases[schema] = baseUri;
                foreach (var (name, child) in schema)
                {
                    if (name is not ("enum" or "const" or "default" or "examples"))
                    {
                        Index(child, baseUri);
                    }
                }

                break;
            case JsonArray list:
                foreach (var item in list)
                {
                    Index(item, baseUri);
                }

                break;
        }
    }

    /// <summary>A pattern that is none makes the schema useless, also when no value comes to be matched with it.</summary>
    private void CompilePatterns(JsonObject schema)
    {
        if (Text(schema, "pattern") is { } pattern)
        {
            Patterns.Add(pattern);
        }

        if (schema["patternProperties"] is JsonObject properties)
        {
            foreach (var (name, _) in properties)
            {
                Patterns.Add(name);
            }
        }
    }

    private void AddAnchor(JsonObject schema, Uri baseUri, string keyword)
    {
        if (Text(schema, keyword) is not { } anchor)
        {
            return;
        }

        _places.TryAdd($"{baseUri.AbsoluteUri}#{anchor}", schema);
        if (keyword == "$dynamicAnchor")
        {
            _places.TryAdd($"{baseUri.AbsoluteUri}#dynamic:{anchor}", schema);
        }
    }

    private static SchemaDialect DialectOf(JsonNode root)
    {
        var name = root is JsonObject schema ? Text(schema, "$schema") ?? "" : "";
        return name switch
        {
            _ when name.Contains("draft-04", StringComparison.Ordinal) => SchemaDialect.Draft4,
            _ when name.Contains("draft-06", StringComparison.Ordinal) => SchemaDialect.Draft6,
            _ when name.Contains("draft-07", StringComparison.Ordinal) => SchemaDialect.Draft7,
            _ when name.Contains("2019-09", StringComparison.Ordinal) => SchemaDialect.Draft201909,
            _ => SchemaDialect.Draft202012,
        };
    }

    private static string? Text(JsonObject schema, string name)
        => schema[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}

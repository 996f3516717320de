using System.Text;
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

    private const string Base = "schema:///values.schema.json";

    private readonly Dictionary<string, object> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<object, string> _bases = new(ReferenceEqualityComparer.Instance);

    private SchemaDocument(object root)
    {
        Root = root;
        Dialect = DialectOf(root);
        Index(root, Base);
        _places.TryAdd(Base, root);
    }

    public object Root { get; }

    public SchemaDialect Dialect { get; }

    public SchemaPatterns Patterns { get; } = new();

    /// <exception cref="ChartException">The text is not a schema.</exception>
    public static SchemaDocument Parse(ReadOnlySpan<byte> text)
    {
        try
        {
            // As Go reads it: of equal keys the last counts, and bytes that are not UTF-8 are replaced.
            var root = JsonReader.Read(Encoding.UTF8.GetString(text));
            CheckDepth(root, depth: 0);
            return root is Dictionary<string, object?> or bool
                ? new SchemaDocument(root)
                : throw new ChartException("a JSON schema is an object or a boolean");
        }
        catch (FunctionException e)
        {
            throw new ChartException($"it is not valid JSON: {e.Message}", e);
        }
    }

    private static void CheckDepth(object? value, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new ChartException($"it is nested deeper than {MaxDepth} levels");
        }

        switch (value)
        {
            case Dictionary<string, object?> table:
                foreach (var item in table.Values)
                {
                    CheckDepth(item, depth + 1);
                }

                break;
            case List<object?> list:
                foreach (var item in list)
                {
                    CheckDepth(item, depth + 1);
                }

                break;
        }
    }

    /// <summary>The schema a reference means; <see langword="null"/> when it is in another document.</summary>
    /// <exception cref="ChartException">There is no such place in this document.</exception>
    public object? Resolve(object from, string reference)
    {
        var target = Combine(_bases.GetValueOrDefault(from, Base), reference) ?? throw new ChartException($"the reference \"{reference}\" is not a URI");
        if (_places.TryGetValue(target, out var exact))
        {
            return exact;
        }

        var (document, fragment) = Split(target);
        if (!_places.TryGetValue(document, out var root))
        {
            return null;
        }

        return fragment.Length == 0
            ? root
            : Walk(root, fragment) ?? throw new ChartException($"the reference \"{reference}\" leads nowhere");
    }

    /// <summary>The place a dynamic anchor names within the resource that <paramref name="within"/> belongs to.</summary>
    public object? DynamicAnchor(object within, string anchor)
        => _places.GetValueOrDefault($"{_bases.GetValueOrDefault(within, Base)}#dynamic:{anchor}");

    /// <summary>Most references are fragments, which need no reading of addresses.</summary>
    private static string? Combine(string address, string reference)
        => reference.StartsWith('#') ? Split(address).Document + reference
            : Uri.TryCreate(new Uri(address), reference, out var combined) ? combined.AbsoluteUri
            : null;

    // Not by UriBuilder, which rewrites addresses whose scheme it does not know.
    private static (string Document, string Fragment) Split(string address)
    {
        var hash = address.IndexOf('#', StringComparison.Ordinal);
        return hash < 0 ? (address, "") : (address[..hash], Unescape(address[(hash + 1)..]));
    }

    private static string Unescape(string fragment) => fragment.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(fragment) : fragment;

    private static object? Walk(object root, string pointer)
    {
        if (!pointer.StartsWith('/'))
        {
            return null;
        }

        object? node = root;
        foreach (var raw in pointer[1..].Split('/'))
        {
            var part = raw.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            node = node switch
            {
                Dictionary<string, object?> table => table.GetValueOrDefault(part),
                List<object?> list when int.TryParse(part, out var index) && index >= 0 && index < list.Count => list[index],
                _ => null,
            };
        }

        return node;
    }

    private void Index(object? node, string address)
    {
        switch (node)
        {
            case Dictionary<string, object?> schema:
                // From draft 2019-09 on an identifier beside $ref counts; before, everything beside $ref is ignored.
                var id = Text(schema, Dialect == SchemaDialect.Draft4 ? "id" : "$id");
                if (id is not null && (Dialect >= SchemaDialect.Draft201909 || !schema.ContainsKey("$ref")) && Combine(address, id) is { } own)
                {
                    var (document, fragment) = Split(own);
                    address = fragment.Length == 0 ? document : address;
                    _places.TryAdd(fragment.Length == 0 ? document : own, schema);
                }

                CompilePatterns(schema);
                AddAnchor(schema, address, "$anchor");
                AddAnchor(schema, address, "$dynamicAnchor");
                _bases[schema] = address;
                foreach (var (name, child) in schema)
                {
                    if (name is not ("enum" or "const" or "default" or "examples"))
                    {
                        Index(child, address);
                    }
                }

                break;
            case List<object?> list:
                foreach (var item in list)
                {
                    Index(item, address);
                }

                break;
        }
    }

    /// <summary>A pattern that is none makes the schema useless, also when no value comes to be matched with it.</summary>
    private void CompilePatterns(Dictionary<string, object?> schema)
    {
        if (Text(schema, "pattern") is { } pattern)
        {
            Patterns.Add(pattern);
        }

        if (schema.GetValueOrDefault("patternProperties") is Dictionary<string, object?> properties)
        {
            foreach (var (name, _) in properties)
            {
                Patterns.Add(name);
            }
        }
    }

    private void AddAnchor(Dictionary<string, object?> schema, string address, string keyword)
    {
        if (Text(schema, keyword) is not { } anchor)
        {
            return;
        }

        _places.TryAdd($"{address}#{anchor}", schema);
        if (keyword == "$dynamicAnchor")
        {
            _places.TryAdd($"{address}#dynamic:{anchor}", schema);
        }
    }

    private static SchemaDialect DialectOf(object root)
    {
        var name = root is Dictionary<string, object?> schema ? Text(schema, "$schema") ?? "" : "";
        return name switch
        {
            _ when name.Contains("draft-04", StringComparison.Ordinal) => SchemaDialect.Draft4,
            _ when name.Contains("draft-06", StringComparison.Ordinal) => SchemaDialect.Draft6,
            _ when name.Contains("draft-07", StringComparison.Ordinal) => SchemaDialect.Draft7,
            _ when name.Contains("2019-09", StringComparison.Ordinal) => SchemaDialect.Draft201909,
            _ => SchemaDialect.Draft202012,
        };
    }

    private static string? Text(Dictionary<string, object?> schema, string name)
        => schema.GetValueOrDefault(name) as string;
}

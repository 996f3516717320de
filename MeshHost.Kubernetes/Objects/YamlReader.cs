using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace MeshHost.Kubernetes;

/// <summary>Turns YAML into JSON nodes, with the types that the Kubernetes tools give plain scalars (YAML 1.1).</summary>
internal sealed class YamlReader
{
    // Aliases may repeat a large subtree many times over ("billion laughs"): what they expand to is bounded.
    private const int MaximumAliasedNodes = 100_000;
    private const int MaximumDepth = 200;

    private readonly Parser _parser;
    private readonly string? _mark;
    private readonly Dictionary<AnchorName, JsonNode?> _anchors = [];
    private int _aliasedNodes;

    private YamlReader(TextReader text, string? mark) => (_parser, _mark) = (new Parser(text), mark);

    /// <summary>Reads every document of a stream; an empty document is null.</summary>
    /// <exception cref="FormatException">The text is not valid YAML.</exception>
    public static IReadOnlyList<JsonNode?> ReadDocuments(string yaml)
    {
        using StringReader text = new(BlockScalarRepair.Apply(yaml, out string? mark));
        YamlReader reader = new(text, mark);
        try
        {
            return reader.ReadStream();
        }
        catch (YamlException exception)
        {
            throw new FormatException($"Line {exception.Start.Line}, column {exception.Start.Column}: {exception.Message}", exception);
        }
        catch (InvalidOperationException exception)
        {
            // What the scanner throws for some malformed flow sequences, without a word about the place.
            Mark? at = reader._parser.Current?.End;
            throw new FormatException($"Line {at?.Line ?? 1}: the YAML is malformed after this line.", exception);
        }
    }

    /// <summary>Gives a plain (unquoted) scalar its value.</summary>
    public static JsonNode? ResolvePlain(string text)
    {
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return null;
            case "true" or "True" or "TRUE" or "y" or "Y" or "yes" or "Yes" or "YES" or "on" or "On" or "ON":
                return JsonValue.Create(true);
            case "false" or "False" or "FALSE" or "n" or "N" or "no" or "No" or "NO" or "off" or "Off" or "OFF":
                return JsonValue.Create(false);
        }

        return LooksNumeric(text) ? ResolveNumber(text) : JsonValue.Create(text);
    }

    private static bool LooksNumeric(string text) => char.IsAsciiDigit(text[0]) || text[0] is '+' or '-' or '.';

    private static JsonValue ResolveNumber(string text)
    {
        string digits = text.Replace("_", "", StringComparison.Ordinal);
        bool negative = digits.StartsWith('-');
        string unsigned = negative || digits.StartsWith('+') ? digits[1..] : digits;
        if (TryInteger(unsigned, out ulong magnitude))
        {
            if (!negative)
            {
                return magnitude <= long.MaxValue ? JsonValue.Create((long)magnitude) : JsonValue.Create(magnitude);
            }

            if (magnitude <= long.MaxValue)
            {
                return JsonValue.Create(-(long)magnitude);
            }
        }

        const NumberStyles Real = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        bool hasDigit = unsigned.Length > 0 && (char.IsAsciiDigit(unsigned[0]) || (unsigned.Length > 1 && unsigned[0] == '.' && char.IsAsciiDigit(unsigned[1])));
        if (hasDigit && double.TryParse(digits, Real, CultureInfo.InvariantCulture, out double real) && double.IsFinite(real))
        {
            // A whole number written as a real (1e3, 2.0) is sent as a whole number, as the Kubernetes tools do.
            return real == Math.Floor(real) && Math.Abs(real) < 1e15 ? JsonValue.Create((long)real) : JsonValue.Create(real);
        }

        return JsonValue.Create(text);
    }

    private static bool TryInteger(string text, out ulong value)
    {
        value = 0;
        if (text.StartsWith("0x", StringComparison.Ordinal))
        {
            return ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
        }

        if (text.StartsWith("0b", StringComparison.Ordinal))
        {
            return ulong.TryParse(text.AsSpan(2), NumberStyles.AllowBinarySpecifier, CultureInfo.InvariantCulture, out value);
        }

        string octal = text.StartsWith("0o", StringComparison.Ordinal) ? text[2..] : text.Length > 1 && text[0] == '0' ? text[1..] : "";
        if (octal.Length > 0)
        {
            // A file mode written 0644 is octal in YAML 1.1; 08 is not a number at all then, but a real is tried next.
            foreach (char digit in octal)
            {
                if (digit is < '0' or > '7' || value > ulong.MaxValue >> 3)
                {
                    value = 0;
                    return false;
                }

                value = (value << 3) | (uint)(digit - '0');
            }

            return true;
        }

        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    private List<JsonNode?> ReadStream()
    {
        List<JsonNode?> documents = [];
        _parser.Consume<StreamStart>();
        while (_parser.TryConsume<DocumentStart>(out _))
        {
            _anchors.Clear();
            documents.Add(ReadNode(0));
            _parser.Consume<DocumentEnd>();
        }

        return documents;
    }

    private JsonNode? ReadNode(int depth)
    {
        if (depth > MaximumDepth)
        {
            throw new FormatException($"The YAML is nested more than {MaximumDepth} levels deep.");
        }

        if (Take(out Scalar? scalar))
        {
            return Remember(scalar.Anchor, ReadScalar(scalar));
        }

        if (Take(out AnchorAlias? alias))
        {
            return Expand(alias);
        }

        if (Take(out SequenceStart? sequence))
        {
            JsonArray items = [];
            while (!_parser.TryConsume<SequenceEnd>(out _))
            {
                items.Add(ReadNode(depth + 1));
            }

            return Remember(sequence.Anchor, items);
        }

        MappingStart mapping = _parser.Consume<MappingStart>();
        return Remember(mapping.Anchor, ReadMapping(depth));
    }

    private bool Take<T>([NotNullWhen(true)] out T? taken)
        where T : ParsingEvent
    {
        taken = _parser.Current as T;
        if (taken is not null)
        {
            _parser.MoveNext();
        }

        return taken is not null;
    }

    private JsonObject ReadMapping(int depth)
    {
        JsonObject map = [];
        List<JsonNode?>? merges = null;
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            bool merge = _parser.Current is Scalar { Style: ScalarStyle.Plain, Value: "<<" };
            string key = ReadKey(depth);
            if (merge)
            {
                (merges ??= []).Add(ReadNode(depth + 1));
            }
            else
            {
                // A key given twice: the last one counts, as for kubectl and Helm (charts that are in use depend on it).
                map[key] = ReadNode(depth + 1);
            }
        }

        foreach (JsonObject merged in (merges ?? []).SelectMany(node => node is JsonArray list ? list.OfType<JsonObject>() : [.. new[] { node }.OfType<JsonObject>()]))
        {
            foreach ((string key, JsonNode? value) in merged)
            {
                map.TryAdd(key, value?.DeepClone());
            }
        }

        return map;
    }

    private string ReadKey(int depth)
    {
        if (!Take(out Scalar? scalar))
        {
            return ReadNode(depth + 1) is JsonValue value ? value.ToString() : throw new FormatException("A mapping key is not a scalar.");
        }

        if (scalar.Style != ScalarStyle.Plain || scalar.Value == "<<")
        {
            return scalar.Value;
        }

        return ResolvePlain(scalar.Value)?.ToString() ?? "null";
    }

    private JsonNode? ReadScalar(Scalar scalar)
    {
        if (_mark is not null && scalar.Value.Contains(_mark, StringComparison.Ordinal))
        {
            return JsonValue.Create(scalar.Value.Replace(_mark, "", StringComparison.Ordinal));
        }

        if (!scalar.Tag.IsEmpty && !scalar.Tag.IsNonSpecific)
        {
            return scalar.Tag.Value switch
            {
                "tag:yaml.org,2002:str" or "tag:yaml.org,2002:binary" => JsonValue.Create(scalar.Value),
                _ => ResolvePlain(scalar.Value),
            };
        }

        return scalar.Style == ScalarStyle.Plain && !scalar.Tag.IsNonSpecific ? ResolvePlain(scalar.Value) : JsonValue.Create(scalar.Value);
    }

    private JsonNode? Remember(AnchorName anchor, JsonNode? node)
    {
        if (!anchor.IsEmpty)
        {
            _anchors[anchor] = node;
        }

        return node;
    }

    private JsonNode? Expand(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value, out JsonNode? node))
        {
            throw new FormatException($"Line {alias.Start.Line}: the alias '*{alias.Value}' has no anchor.");
        }

        _aliasedNodes += CountNodes(node);
        if (_aliasedNodes > MaximumAliasedNodes)
        {
            throw new FormatException($"The YAML's aliases expand to more than {MaximumAliasedNodes} nodes.");
        }

        return node?.DeepClone();
    }

    private static int CountNodes(JsonNode? node) => node switch
    {
        JsonObject map => 1 + map.Sum(member => CountNodes(member.Value)),
        JsonArray list => 1 + list.Sum(CountNodes),
        _ => 1,
    };
}

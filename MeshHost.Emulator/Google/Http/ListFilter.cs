using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MeshHost.Emulator.Google.Http;

/// <summary>
/// The <c>filter</c> parameter of list methods, in both spellings: <c>name = web AND labels.env = prod</c>, and
/// <c>(name eq ".*web.*") (network ne "x")</c> with regular expressions over the whole value.
/// </summary>
internal sealed partial class ListFilter
{
    private readonly List<string> _tokens;
    private readonly string _text;
    private int _next;

    private ListFilter(string text)
    {
        _text = text;
        _tokens = [.. TokenPattern().Matches(text).Select(m => m.Value)];
    }

    /// <summary>Reads a filter.</summary>
    /// <param name="text">The filter; empty for all.</param>
    /// <returns>A test for resources.</returns>
    /// <exception cref="GoogleErrorException">The filter is not valid.</exception>
    public static Predicate<JsonObject> Parse(string text)
    {
        var parser = new ListFilter(text);
        if (parser._tokens.Count == 0)
        {
            return _ => true;
        }

        var filter = parser.ReadOr();
        return parser._next == parser._tokens.Count ? filter : throw parser.Invalid();
    }

    [GeneratedRegex("""
        "(?:[^"\\\\]|\\\\.)*"|'[^']*'|\(|\)|!=|<=|>=|=|:|<|>|[^\s()=:<>!]+
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex TokenPattern();

    private static string Unquote(string token) => token switch
    {
        ['"', .. var inner, '"'] => inner.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal),
        ['\'', .. var inner, '\''] => inner,
        _ => token,
    };

    private static IEnumerable<string> Values(JsonNode? node, ReadOnlyMemory<string> path)
    {
        if (path.IsEmpty)
        {
            return node switch
            {
                null => [],
                JsonArray array => array.SelectMany(i => Values(i, path)),
                JsonObject value => value.Select(p => p.Key),
                _ => [node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString()],
            };
        }

        return node switch
        {
            JsonArray array => array.SelectMany(i => Values(i, path)),
            JsonObject value => Values(value[path.Span[0]], path[1..]),
            _ => [],
        };
    }

    private Predicate<JsonObject> ReadOr()
    {
        var left = ReadAnd();
        while (TryTake("OR"))
        {
            var (a, b) = (left, ReadAnd());
            left = r => a(r) || b(r);
        }

        return left;
    }

    private Predicate<JsonObject> ReadAnd()
    {
        var left = ReadTerm();
        while (_next < _tokens.Count && _tokens[_next] is not (")" or "OR"))
        {
            TryTake("AND");
            var (a, b) = (left, ReadTerm());
            left = r => a(r) && b(r);
        }

        return left;
    }

    private Predicate<JsonObject> ReadTerm()
    {
        if (TryTake("NOT"))
        {
            var inner = ReadTerm();
            return r => !inner(r);
        }

        if (TryTake("("))
        {
            var inner = ReadOr();
            return TryTake(")") ? inner : throw Invalid();
        }

        var path = Take().Split('.').AsMemory();
        var operation = Take();
        var wanted = Unquote(Take());
        return operation switch
        {
            "=" => r => Values(r, path).Any(v => v == wanted),
            "!=" => r => Values(r, path).All(v => v != wanted),
            ":" => r => Has([.. Values(r, path)], wanted),
            "eq" => Expression(path, wanted, expected: true),
            "ne" => Expression(path, wanted, expected: false),
            _ => throw Invalid(),
        };
    }

    private static bool Has(IReadOnlyList<string> values, string wanted) =>
        wanted == "*" ? values.Count > 0 : values.Any(v => v.Contains(wanted.TrimEnd('*'), StringComparison.OrdinalIgnoreCase));

    private Predicate<JsonObject> Expression(ReadOnlyMemory<string> path, string wanted, bool expected)
    {
        try
        {
            // NonBacktracking, as RE2 at Google: a filter cannot stall the server.
            var expression = new Regex($"^(?:{wanted})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return r => Values(r, path).Any(expression.IsMatch) == expected;
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw Invalid();
        }
    }

    private string Take() => _next < _tokens.Count ? _tokens[_next++] : throw Invalid();

    private bool TryTake(string token)
    {
        if (_next < _tokens.Count && _tokens[_next] == token)
        {
            _next++;
            return true;
        }

        return false;
    }

    private GoogleErrorException Invalid() => GoogleErrorException.Invalid($"'{_text}'. Invalid list filter expression.", "filter");
}

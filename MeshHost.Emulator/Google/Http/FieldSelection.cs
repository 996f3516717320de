using System.Text.Json.Nodes;

namespace MeshHost.Emulator.Google.Http;

/// <summary>The <c>fields</c> parameter: which parts of the answer the caller wants, such as <c>items(name,network),nextPageToken</c>.</summary>
internal sealed class FieldSelection
{
    // An empty selection stands for everything below.
    private readonly Dictionary<string, FieldSelection> _fields = new(StringComparer.Ordinal);

    /// <summary>Reduces an answer.</summary>
    /// <param name="expression">The parameter, or <see langword="null"/>.</param>
    /// <param name="node">The answer.</param>
    /// <returns>The wanted parts.</returns>
    /// <exception cref="GoogleErrorException">The expression is not valid.</exception>
    public static JsonNode Apply(string? expression, JsonNode node)
    {
        if (string.IsNullOrEmpty(expression) || expression == "*")
        {
            return node;
        }

        var position = 0;
        var selection = Parse(expression, ref position);
        return position == expression.Length
            ? selection.Select(node)
            : throw GoogleErrorException.Invalid($"Invalid field selection {expression}", "fields");
    }

    private static FieldSelection Parse(string text, ref int position)
    {
        var selection = new FieldSelection();
        do
        {
            var start = position;
            var current = selection;
            while (position < text.Length && text[position] is not (',' or ')'))
            {
                if (text[position] is '/' or '.' or '(')
                {
                    current = current.Below(text[start..position]);
                    var isGroup = text[position] == '(';
                    position++;
                    start = position;
                    if (isGroup)
                    {
                        current.Add(Parse(text, ref position));
                        if (position >= text.Length || text[position] != ')')
                        {
                            throw GoogleErrorException.Invalid($"Invalid field selection {text}", "fields");
                        }

                        position++;
                        start = position;
                        break;
                    }
                }
                else
                {
                    position++;
                }
            }

            if (position > start)
            {
                current.Below(text[start..position]);
            }
        }
        while (position < text.Length && text[position] == ',' && ++position > 0);
        return selection;
    }

    private FieldSelection Below(string name)
    {
        if (!_fields.TryGetValue(name, out var below))
        {
            below = new FieldSelection();
            _fields.Add(name, below);
        }

        return below;
    }

    private void Add(FieldSelection other)
    {
        foreach (var (name, below) in other._fields)
        {
            Below(name).Add(below);
        }
    }

    private JsonNode Select(JsonNode node)
    {
        switch (node)
        {
            case JsonObject value when _fields.Count > 0:
                var wanted = value.Where(p => p.Value is not null && (_fields.ContainsKey(p.Key) || _fields.ContainsKey("*")));
                return new JsonObject(wanted.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)(_fields.GetValueOrDefault(p.Key) ?? _fields["*"]).Select(p.Value!))));
            case JsonArray array when _fields.Count > 0:
                return new JsonArray([.. array.Select(item => item is null ? null : Select(item))]);
            default:
                return node.DeepClone();
        }
    }
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Http;

namespace MeshHost.Emulator.Google.Discovery;

/// <summary>Checks a request body against its type, as Google's front end does before a service sees it.</summary>
internal static class RequestValidator
{
    /// <summary>
    /// Rejects unknown fields and wrong types, and returns a copy without the fields that only the server writes:
    /// clients send whole resources back, and Google ignores those fields.
    /// </summary>
    /// <param name="api">The API whose schemas apply.</param>
    /// <param name="type">Name of the body's type.</param>
    /// <param name="body">The body.</param>
    /// <param name="keepNulls">Whether an explicit null stays, because it clears the field; elsewhere it counts as absent.</param>
    /// <returns>The body to work with.</returns>
    /// <exception cref="GoogleErrorException">400, with one violation for each offending field.</exception>
    public static JsonObject Validate(ApiDescription api, string type, JsonObject body, bool keepNulls)
    {
        var violations = new List<(string Field, string Message)>();
        var result = Copy(api, type, body, "", violations);
        if (keepNulls)
        {
            foreach (var name in body.Where(f => f.Value is null && api.Schemas[type].TryGetValue(f.Key, out var expression) && expression != "-").Select(f => f.Key))
            {
                result[name] = null;
            }
        }

        return violations.Count == 0 ? result : throw GoogleErrorException.InvalidPayload(violations);
    }

    private static JsonObject Copy(ApiDescription api, string type, JsonObject value, string path, List<(string, string)> violations)
    {
        var fields = api.Schemas[type];
        var result = new JsonObject();
        foreach (var (name, item) in value)
        {
            if (!fields.TryGetValue(name, out var expression))
            {
                var at = path.Length == 0 ? "" : $" at '{path}'";
                violations.Add((path, $"Invalid JSON payload received. Unknown name \"{name}\"{at}: Cannot find field."));
            }
            else if (expression != "-" && item is not null)
            {
                result[name] = Check(api, expression, item, path.Length == 0 ? Snake(name) : $"{path}.{Snake(name)}", violations);
            }
        }

        return result;
    }

    private static JsonNode? Check(ApiDescription api, string expression, JsonNode item, string path, List<(string, string)> violations)
    {
        if (expression.EndsWith("[]", StringComparison.Ordinal))
        {
            if (item is not JsonArray array)
            {
                return Mismatch(expression, item, path, violations);
            }

            var copies = array.Select((element, i) => element is null
                ? Mismatch(expression[..^2], element, $"{path}[{i}]", violations)
                : Check(api, expression[..^2], element, $"{path}[{i}]", violations));
            return new JsonArray([.. copies]);
        }

        if (expression.StartsWith("map ", StringComparison.Ordinal))
        {
            return item is JsonObject map
                ? new JsonObject(map.Select(p => KeyValuePair.Create(p.Key, p.Value is null ? null : Check(api, expression[4..], p.Value, $"{path}[{p.Key}]", violations))))
                : Mismatch(expression, item, path, violations);
        }

        if (api.Schemas.ContainsKey(expression))
        {
            return item is JsonObject nested ? Copy(api, expression, nested, path, violations) : Mismatch(expression, item, path, violations);
        }

        return Matches(expression, item) ? item.DeepClone() : Mismatch(expression, item, path, violations);
    }

    private static bool Matches(string expression, JsonNode item)
    {
        var kind = item.GetValueKind();
        return expression switch
        {
            "any" => true,
            "string" => kind == JsonValueKind.String,
            "boolean" => kind is JsonValueKind.True or JsonValueKind.False,
            "number" => kind == JsonValueKind.Number,
            "integer" => IsInteger(item, kind, int.MinValue, uint.MaxValue),
            "int64" => IsInteger(item, kind, long.MinValue, ulong.MaxValue),
            "bytes" => kind == JsonValueKind.String && Bytes.TryDecode(item.GetValue<string>(), out _),
            _ when expression.StartsWith("enum ", StringComparison.Ordinal) =>
                kind == JsonValueKind.String && (item.GetValue<string>().Length == 0 || expression[5..].Split('|').Contains(item.GetValue<string>())),
            _ => false,
        };
    }

    // proto3 JSON takes integers as numbers or as decimal strings.
    private static bool IsInteger(JsonNode item, JsonValueKind kind, decimal least, decimal most)
    {
        var text = kind switch
        {
            JsonValueKind.Number => item.ToJsonString(),
            JsonValueKind.String => item.GetValue<string>(),
            _ => "",
        };
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number == decimal.Truncate(number) && number >= least && number <= most;
    }

    private static JsonNode? Mismatch(string expression, JsonNode? item, string path, List<(string Field, string Message)> violations)
    {
        var (expected, shown) = expression.StartsWith("enum ", StringComparison.Ordinal)
            ? ("type.googleapis.com/enum, one of " + expression[5..].Replace("|", ", ", StringComparison.Ordinal), "(TYPE_ENUM)")
            : (expression, expression switch { "boolean" => "(TYPE_BOOL)", "integer" => "(TYPE_INT32)", "int64" => "(TYPE_INT64)", "string" => "(TYPE_STRING)", "bytes" => "(TYPE_BYTES)", _ => $"({expression})" });
        violations.Add((path, $"Invalid value at '{path}' {shown}, {item?.ToJsonString() ?? "null"} is not a value of {expected}"));
        return null;
    }

    // Google's messages name fields in proto spelling.
    private static string Snake(string name)
    {
        var text = new System.Text.StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsAsciiLetterUpper(name[i]) && i > 0 && !char.IsAsciiLetterUpper(name[i - 1]))
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }
}

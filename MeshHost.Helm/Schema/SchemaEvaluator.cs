using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshHost.Helm.Values;

namespace MeshHost.Helm.Schema;

/// <summary>Applies a schema to values by walking both. One instance per validation.</summary>
internal sealed partial class SchemaEvaluator(SchemaDocument document)
{
    // Deeper than any schema people write; a reference that leads back to itself without looking into the value ends here.
    private const int MaxDepth = 300;

    private readonly List<JsonNode> _scope = [];
    private readonly List<string> _warnings = [];

    public IReadOnlyList<string> Warnings => _warnings;

    private SchemaDialect Dialect => document.Dialect;

    public IReadOnlyList<SchemaViolation> Validate(object? value) => Apply(document.Root, value, "").Violations;

    private SchemaEvaluation Apply(JsonNode? schema, object? value, string path)
    {
        var evaluation = new SchemaEvaluation(path);
        if (schema is JsonValue flag && flag.TryGetValue<bool>(out var allowed))
        {
            if (!allowed)
            {
                evaluation.Fail("false schema");
            }

            return evaluation;
        }

        if (schema is not JsonObject keywords)
        {
            return evaluation;
        }

        if (_scope.Count > MaxDepth)
        {
            throw new ChartException($"the schema refers to itself without end at '{path}'");
        }

        _scope.Add(keywords);
        try
        {
            if (References(keywords, value, evaluation))
            {
                return evaluation;
            }

            AnyType(keywords, value, evaluation);
            switch (value)
            {
                case string text:
                    Text(keywords, text, evaluation);
                    break;
                case double or long:
                    Number(keywords, Convert.ToDouble(value, CultureInfo.InvariantCulture), evaluation);
                    break;
                case Dictionary<string, object?> table:
                    Table(keywords, table, evaluation);
                    break;
                case List<object?> list:
                    List(keywords, list, evaluation);
                    break;
            }

            Combined(keywords, value, evaluation);
            Unevaluated(keywords, value, evaluation);
            return evaluation;
        }
        finally
        {
            _scope.RemoveAt(_scope.Count - 1);
        }
    }

    /// <summary>Applies <c>$ref</c> and its kin. Up to draft 7 nothing beside a <c>$ref</c> counts: true is returned then.</summary>
    private bool References(JsonObject schema, object? value, SchemaEvaluation evaluation)
    {
        foreach (var keyword in new[] { "$ref", "$dynamicRef", "$recursiveRef" })
        {
            if (TextOf(schema, keyword) is not { } reference)
            {
                continue;
            }

            if (document.Resolve(schema, reference) is not { } target)
            {
                _warnings.Add($"the schema refers to {reference}, which is not fetched; what it describes is not checked");
            }
            else
            {
                Join(evaluation, Apply(keyword == "$ref" ? target : Outermost(target, reference, keyword), value, evaluation.Path));
            }

            if (keyword == "$ref" && Dialect <= SchemaDialect.Draft7)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsRecursiveAnchor(JsonNode node) =>
        (node as JsonObject)?["$recursiveAnchor"] is JsonValue value && value.TryGetValue<bool>(out var on) && on;

    /// <summary>A dynamic reference means the outermost place on the way here that has the same anchor.</summary>
    private JsonNode Outermost(JsonNode target, string reference, string keyword)
    {
        if (keyword == "$recursiveRef")
        {
            return IsRecursiveAnchor(target)
                ? _scope.FirstOrDefault(IsRecursiveAnchor) ?? target
                : target;
        }

        var anchor = reference[(reference.IndexOf('#', StringComparison.Ordinal) + 1)..];
        return (target as JsonObject) is { } place && TextOf(place, "$dynamicAnchor") == anchor
            ? _scope.Select(s => document.DynamicAnchor(s, anchor)).FirstOrDefault(static found => found is not null) ?? target
            : target;
    }

    private static void AnyType(JsonObject schema, object? value, SchemaEvaluation evaluation)
    {
        if (schema["type"] is { } type)
        {
            var wanted = type is JsonArray several ? several.Select(static t => t?.ToString() ?? "").ToList() : [type.ToString()];
            if (!wanted.Any(name => IsType(value, name)))
            {
                evaluation.Fail($"got {TypeName(value)}, want {string.Join(" or ", wanted)}");
            }
        }

        if (schema["enum"] is JsonArray choices && !choices.Any(choice => ValueTree.AreEqual(FromJson(choice), value)))
        {
            evaluation.Fail("value must be one of " + string.Join(", ", choices.Select(Show)));
        }

        if (schema.TryGetPropertyValue("const", out var constant) && !ValueTree.AreEqual(FromJson(constant), value))
        {
            evaluation.Fail($"value must be {Show(constant)}");
        }
    }

    private void Combined(JsonObject schema, object? value, SchemaEvaluation evaluation)
    {
        if (schema["allOf"] is JsonArray all)
        {
            foreach (var part in all)
            {
                Join(evaluation, Apply(part, value, evaluation.Path));
            }
        }

        if (schema["anyOf"] is JsonArray any)
        {
            var tried = any.Select(part => Apply(part, value, evaluation.Path)).ToList();
            foreach (var fits in tried.Where(static t => t.IsValid))
            {
                evaluation.Absorb(fits);
            }

            if (tried.Count > 0 && !tried.Any(static t => t.IsValid))
            {
                evaluation.Fail("anyOf failed", [.. tried.SelectMany(static t => t.Violations)]);
            }
        }

        if (schema["oneOf"] is JsonArray one)
        {
            OneOf(one, value, evaluation);
        }

        if (schema.TryGetPropertyValue("not", out var not) && Apply(not, value, evaluation.Path).IsValid)
        {
            evaluation.Fail("not failed");
        }

        if (Dialect >= SchemaDialect.Draft7 && schema.TryGetPropertyValue("if", out var condition))
        {
            var holds = Apply(condition, value, evaluation.Path);
            if (holds.IsValid)
            {
                evaluation.Absorb(holds);
            }

            if (schema.TryGetPropertyValue(holds.IsValid ? "then" : "else", out var consequence))
            {
                Join(evaluation, Apply(consequence, value, evaluation.Path));
            }
        }
    }

    private void OneOf(JsonArray one, object? value, SchemaEvaluation evaluation)
    {
        var tried = one.Select(part => Apply(part, value, evaluation.Path)).ToList();
        var fitting = Enumerable.Range(0, tried.Count).Where(i => tried[i].IsValid).ToList();
        switch (fitting.Count)
        {
            case 0:
                evaluation.Fail("oneOf failed, none matched", [.. tried.SelectMany(static t => t.Violations)]);
                break;
            case 1:
                evaluation.Absorb(tried[fitting[0]]);
                break;
            default:
                evaluation.Fail($"oneOf failed, subschemas {string.Join(", ", fitting)} matched");
                break;
        }
    }

    private static void Join(SchemaEvaluation evaluation, SchemaEvaluation part)
    {
        evaluation.Violations.AddRange(part.Violations);
        evaluation.Absorb(part);
    }

    private static bool IsType(object? value, string name) => name switch
    {
        "null" => value is null,
        "boolean" => value is bool,
        "string" => value is string,
        "number" => value is double or long,
        "integer" => value is long || (value is double number && number == Math.Floor(number)),
        "object" => value is Dictionary<string, object?>,
        "array" => value is List<object?>,
        _ => false,
    };

    private static string TypeName(object? value) => value switch
    {
        null => "null",
        bool => "boolean",
        string => "string",
        double or long => "number",
        List<object?> => "array",
        _ => "object",
    };

    private static object? FromJson(JsonNode? node) => node is null ? null : ValueTree.FromJson(JsonSerializer.SerializeToElement(node));

    private static string Show(JsonNode? node)
        => node is JsonValue value && value.TryGetValue<string>(out var text) ? $"'{text}'" : node?.ToJsonString() ?? "null";

    private static string? TextOf(JsonObject schema, string keyword)
        => schema[keyword] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static double? NumberOf(JsonObject schema, string keyword)
        => schema[keyword] is JsonValue value && value.GetValueKind() == JsonValueKind.Number ? value.GetValue<double>() : null;

    private static string Child(string path, string name)
        => $"{path}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
}

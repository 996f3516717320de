using System.Globalization;
using MeshHost.Helm.Json;
using MeshHost.Helm.Values;

namespace MeshHost.Helm.Schema;

/// <summary>Applies a schema to values by walking both. One instance per validation.</summary>
internal sealed partial class SchemaEvaluator(SchemaDocument document)
{
    // Deeper than any schema people write; a reference that leads back to itself without looking into the value ends here.
    private const int MaxDepth = 300;

    private readonly List<Dictionary<string, object?>> _scope = [];
    private readonly List<string> _warnings = [];

    public IReadOnlyList<string> Warnings => _warnings;

    private SchemaDialect Dialect => document.Dialect;

    public IReadOnlyList<SchemaViolation> Validate(object? value) => Apply(document.Root, value, "").Violations;

    private SchemaEvaluation Apply(object? schema, object? value, string path)
    {
        var evaluation = new SchemaEvaluation(path);
        if (schema is bool allowed)
        {
            if (!allowed)
            {
                evaluation.Fail("false schema");
            }

            return evaluation;
        }

        if (schema is not Dictionary<string, object?> keywords)
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
    private bool References(Dictionary<string, object?> schema, object? value, SchemaEvaluation evaluation)
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

    private static bool IsRecursiveAnchor(object node) =>
        (node as Dictionary<string, object?>)?["$recursiveAnchor"] is true;

    /// <summary>A dynamic reference means the outermost place on the way here that has the same anchor.</summary>
    private object Outermost(object target, string reference, string keyword)
    {
        if (keyword == "$recursiveRef")
        {
            return IsRecursiveAnchor(target)
                ? _scope.FirstOrDefault(IsRecursiveAnchor) ?? target
                : target;
        }

        var anchor = reference[(reference.IndexOf('#', StringComparison.Ordinal) + 1)..];
        return (target as Dictionary<string, object?>) is { } place && TextOf(place, "$dynamicAnchor") == anchor
            ? _scope.Select(s => document.DynamicAnchor(s, anchor)).FirstOrDefault(static found => found is not null) ?? target
            : target;
    }

    private static void AnyType(Dictionary<string, object?> schema, object? value, SchemaEvaluation evaluation)
    {
        if (schema.GetValueOrDefault("type") is { } type)
        {
            var wanted = type is List<object?> several ? several.ConvertAll(Plain) : [Plain(type)];
            if (!wanted.Any(name => IsType(value, name)))
            {
                evaluation.Fail($"got {TypeName(value)}, want {string.Join(" or ", wanted)}");
            }
        }

        if (schema.GetValueOrDefault("enum") is List<object?> choices && !choices.Any(choice => ValueTree.AreEqual(choice, value)))
        {
            evaluation.Fail("value must be one of " + string.Join(", ", choices.Select(Show)));
        }

        if (schema.TryGetValue("const", out var constant) && !ValueTree.AreEqual(constant, value))
        {
            evaluation.Fail($"value must be {Show(constant)}");
        }
    }

    private void Combined(Dictionary<string, object?> schema, object? value, SchemaEvaluation evaluation)
    {
        if (schema.GetValueOrDefault("allOf") is List<object?> all)
        {
            foreach (var part in all)
            {
                Join(evaluation, Apply(part, value, evaluation.Path));
            }
        }

        if (schema.GetValueOrDefault("anyOf") is List<object?> any)
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

        if (schema.GetValueOrDefault("oneOf") is List<object?> one)
        {
            OneOf(one, value, evaluation);
        }

        if (schema.TryGetValue("not", out var not) && Apply(not, value, evaluation.Path).IsValid)
        {
            evaluation.Fail("not failed");
        }

        if (Dialect >= SchemaDialect.Draft7 && schema.TryGetValue("if", out var condition))
        {
            var holds = Apply(condition, value, evaluation.Path);
            if (holds.IsValid)
            {
                evaluation.Absorb(holds);
            }

            if (schema.TryGetValue(holds.IsValid ? "then" : "else", out var consequence))
            {
                Join(evaluation, Apply(consequence, value, evaluation.Path));
            }
        }
    }

    private void OneOf(List<object?> one, object? value, SchemaEvaluation evaluation)
    {
        var tried = one.Select(part => Apply(part, value, evaluation.Path)).ToList();
        var fitting = new List<int>();
        for (var i = 0; i < tried.Count; i++)
        {
            if (tried[i].IsValid)
            {
                fitting.Add(i);
            }
        }

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

    private static string Show(object? value) => value is string text ? $"'{text}'" : JsonText.Write(value, escapeHtml: false);

    /// <summary>Names are texts; what is none is shown in JSON.</summary>
    private static string Plain(object? value) => value switch
    {
        null => "",
        string text => text,
        _ => JsonText.Write(value, escapeHtml: false),
    };

    private static string? TextOf(Dictionary<string, object?> schema, string keyword) => schema.GetValueOrDefault(keyword) as string;

    private static double? NumberOf(Dictionary<string, object?> schema, string keyword) => schema.GetValueOrDefault(keyword) is double number ? number : null;

    private static string Child(string path, string name)
        => $"{path}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
}

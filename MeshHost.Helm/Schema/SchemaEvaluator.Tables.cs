using System.Globalization;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Schema;

/// <content>Keywords for objects.</content>
internal sealed partial class SchemaEvaluator
{
    private void Table(Dictionary<string, object?> schema, Dictionary<string, object?> table, SchemaEvaluation evaluation)
    {
        Required(schema.GetValueOrDefault("required") as List<object?>, table, evaluation);
        Count("minProperties", least => table.Count >= least);
        Count("maxProperties", most => table.Count <= most);
        Properties(schema, table, evaluation);
        Dependencies(schema, table, evaluation);
        if (schema.TryGetValue("propertyNames", out var names))
        {
            foreach (var name in table.Keys)
            {
                var result = Apply(names, name, evaluation.Path);
                if (!result.IsValid)
                {
                    evaluation.Fail($"invalid propertyName '{name}'", result.Violations);
                }
            }
        }

        void Count(string keyword, Func<double, bool> holds)
        {
            if (NumberOf(schema, keyword) is { } number && !holds(number))
            {
                evaluation.Fail(string.Create(CultureInfo.InvariantCulture, $"{keyword}: got {table.Count}, want {number}"));
            }
        }
    }

    private static void Required(List<object?>? required, Dictionary<string, object?> table, SchemaEvaluation evaluation)
    {
        var missing = (required ?? []).Select(Plain).Where(name => !table.ContainsKey(name)).ToList();
        if (missing.Count > 0)
        {
            evaluation.Fail($"missing propert{(missing.Count == 1 ? "y" : "ies")} {string.Join(", ", missing.Select(static m => $"'{m}'"))}");
        }
    }

    private void Properties(Dictionary<string, object?> schema, Dictionary<string, object?> table, SchemaEvaluation evaluation)
    {
        var properties = schema.GetValueOrDefault("properties") as Dictionary<string, object?>;
        var patterns = schema.GetValueOrDefault("patternProperties") as Dictionary<string, object?>;
        var hasAdditional = schema.TryGetValue("additionalProperties", out var additional);
        var refused = new List<string>();
        var sorted = new List<string>(table.Keys);
        sorted.Sort(ByteOrder.Instance);
        foreach (var name in sorted)
        {
            var value = table[name];
            var known = false;
            if (properties is not null && properties.TryGetValue(name, out var property))
            {
                known = true;
                evaluation.Violations.AddRange(Apply(property, value, Child(evaluation.Path, name)).Violations);
            }

            foreach (var (pattern, part) in patterns ?? [])
            {
                if (document.Patterns.IsMatch(pattern, name))
                {
                    known = true;
                    evaluation.Violations.AddRange(Apply(part, value, Child(evaluation.Path, name)).Violations);
                }
            }

            if (!known && hasAdditional)
            {
                known = true;
                if (additional is false)
                {
                    refused.Add($"'{name}'");
                }
                else
                {
                    evaluation.Violations.AddRange(Apply(additional, value, Child(evaluation.Path, name)).Violations);
                }
            }

            if (known)
            {
                evaluation.MarkProperty(name);
            }
        }

        if (refused.Count > 0)
        {
            evaluation.Fail($"additional properties {string.Join(", ", refused)} not allowed");
        }
    }

    private void Dependencies(Dictionary<string, object?> schema, Dictionary<string, object?> table, SchemaEvaluation evaluation)
    {
        foreach (var keyword in new[] { "dependencies", "dependentRequired", "dependentSchemas" })
        {
            foreach (var (name, needed) in schema.GetValueOrDefault(keyword) as Dictionary<string, object?> ?? [])
            {
                if (!table.ContainsKey(name))
                {
                    continue;
                }

                if (needed is List<object?> names)
                {
                    var missing = names.Select(Plain).Where(n => !table.ContainsKey(n)).Select(static n => $"'{n}'").ToList();
                    if (missing.Count > 0)
                    {
                        evaluation.Fail($"properties {string.Join(", ", missing)} required, if '{name}' exists");
                    }
                }
                else
                {
                    Join(evaluation, Apply(needed, table, evaluation.Path));
                }
            }
        }
    }

    private void Unevaluated(Dictionary<string, object?> schema, object? value, SchemaEvaluation evaluation)
    {
        if (Dialect < SchemaDialect.Draft201909)
        {
            return;
        }

        if (value is Dictionary<string, object?> table && schema.TryGetValue("unevaluatedProperties", out var properties))
        {
            foreach (var (name, item) in table.Where(p => !evaluation.HasSeen(p.Key)).ToList())
            {
                var result = Apply(properties, item, Child(evaluation.Path, name));
                if (!result.IsValid)
                {
                    evaluation.Fail($"unevaluated property '{name}' not allowed");
                }

                evaluation.MarkProperty(name);
            }
        }

        if (value is List<object?> list && schema.TryGetValue("unevaluatedItems", out var items))
        {
            for (var i = 0; i < list.Count; i++)
            {
                if (!evaluation.HasSeen(i) && !Apply(items, list[i], Child(evaluation.Path, i.ToString(CultureInfo.InvariantCulture))).IsValid)
                {
                    evaluation.Fail($"unevaluated item {i} not allowed");
                }

                evaluation.MarkItem(i);
            }
        }
    }
}

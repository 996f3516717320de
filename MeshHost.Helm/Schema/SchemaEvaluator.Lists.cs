using System.Globalization;
using MeshHost.Helm.Values;

namespace MeshHost.Helm.Schema;

/// <content>Keywords for arrays.</content>
internal sealed partial class SchemaEvaluator
{
    private void List(Dictionary<string, object?> schema, List<object?> list, SchemaEvaluation evaluation)
    {
        Count("minItems", least => list.Count >= least);
        Count("maxItems", most => list.Count <= most);
        Items(schema, list, evaluation);
        Contains(schema, list, evaluation);
        if (schema.GetValueOrDefault("uniqueItems") is true)
        {
            Unique(list, evaluation);
        }

        void Count(string keyword, Func<double, bool> holds)
        {
            if (NumberOf(schema, keyword) is { } number && !holds(number))
            {
                evaluation.Fail(string.Create(CultureInfo.InvariantCulture, $"{keyword}: got {list.Count}, want {number}"));
            }
        }
    }

    private void Items(Dictionary<string, object?> schema, List<object?> list, SchemaEvaluation evaluation)
    {
        // Before 2020-12 a list of schemas was "items" and the rest "additionalItems"; since then "prefixItems" and "items".
        var modern = Dialect >= SchemaDialect.Draft202012;
        var leading = (modern ? schema.GetValueOrDefault("prefixItems") : schema.GetValueOrDefault("items")) as List<object?>;
        var rest = !modern && leading is not null ? "additionalItems" : "items";
        for (var i = 0; i < list.Count; i++)
        {
            object? part;
            if (leading is not null && i < leading.Count)
            {
                part = leading[i];
            }
            else if (schema.TryGetValue(rest, out var others) && others is not List<object?>)
            {
                part = others;
            }
            else
            {
                continue;
            }

            evaluation.Violations.AddRange(Apply(part, list[i], Child(evaluation.Path, i.ToString(CultureInfo.InvariantCulture))).Violations);
            evaluation.MarkItem(i);
        }
    }

    private void Contains(Dictionary<string, object?> schema, List<object?> list, SchemaEvaluation evaluation)
    {
        if (Dialect < SchemaDialect.Draft6 || !schema.TryGetValue("contains", out var wanted))
        {
            return;
        }

        var found = 0;
        for (var i = 0; i < list.Count; i++)
        {
            if (Apply(wanted, list[i], evaluation.Path).IsValid)
            {
                found++;
                if (Dialect >= SchemaDialect.Draft202012)
                {
                    evaluation.MarkItem(i);
                }
            }
        }

        var least = Dialect >= SchemaDialect.Draft201909 ? NumberOf(schema, "minContains") ?? 1 : 1;
        var most = Dialect >= SchemaDialect.Draft201909 ? NumberOf(schema, "maxContains") ?? double.MaxValue : double.MaxValue;
        if (found < least)
        {
            evaluation.Fail(found == 0 ? "no items match contains schema" : $"min {least} items required to match contains schema, but matched {found} items");
        }
        else if (found > most)
        {
            evaluation.Fail($"max {most} items required to match contains schema, but matched {found} items");
        }
    }

    private static void Unique(List<object?> list, SchemaEvaluation evaluation)
    {
        for (var i = 1; i < list.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (ValueTree.AreEqual(list[i], list[j]))
                {
                    evaluation.Fail($"items at {j} and {i} are equal");
                    return;
                }
            }
        }
    }
}

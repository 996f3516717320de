using System.Text;
using MeshHost.Helm.Charts;

namespace MeshHost.Helm.Schema;

/// <summary>Checks the values of a chart and its subcharts against their <c>values.schema.json</c>, all of them before reporting.</summary>
internal static class ValuesSchema
{
    /// <exception cref="ChartException">Values break a schema, or a schema is not one.</exception>
    public static void Check(ChartInstance root, Dictionary<string, object?> values, List<string> warnings)
    {
        var report = new StringBuilder();
        Check(root, values, warnings, report);
        if (report.Length > 0)
        {
            throw new ChartException("values don't meet the specifications of the schema(s) in the following chart(s):\n" + report) { TraceableMessage = "values don't meet the specifications of the schemas" };
        }
    }

    private static void Check(ChartInstance chart, Dictionary<string, object?> values, List<string> warnings, StringBuilder report)
    {
        if (chart.Chart.Schema is { } schema)
        {
            try
            {
                var evaluator = new SchemaEvaluator(SchemaDocument.Parse(schema.Span));
                var violations = evaluator.Validate(values);
                warnings.AddRange(evaluator.Warnings.Select(w => $"{chart.Name}: {w}").Distinct());
                if (violations.Count > 0)
                {
                    report.Append(chart.Name).Append(":\n").Append(SchemaViolation.Describe(violations)).Append('\n');
                }
            }
            catch (ChartException e)
            {
                throw new ChartException($"values.schema.json of {chart.Name} cannot be used: {e.Message}", e);
            }
        }

        foreach (var dependency in chart.Dependencies)
        {
            if (values.GetValueOrDefault(dependency.Name) is Dictionary<string, object?> section)
            {
                Check(dependency, section, warnings, report);
            }
        }
    }
}

using System.Globalization;

namespace MeshHost.Helm.Schema;

/// <content>Keywords for numbers and text.</content>
internal sealed partial class SchemaEvaluator
{
    private void Number(Dictionary<string, object?> schema, double value, SchemaEvaluation evaluation)
    {
        // In draft 4 the exclusive keywords are flags beside the limit; later they are limits themselves.
        var exclusiveMinimum = schema.GetValueOrDefault("exclusiveMinimum") is true;
        var exclusiveMaximum = schema.GetValueOrDefault("exclusiveMaximum") is true;
        Limit("minimum", exclusiveMinimum ? null : NumberOf(schema, "minimum"), limit => value >= limit);
        Limit("maximum", exclusiveMaximum ? null : NumberOf(schema, "maximum"), limit => value <= limit);
        Limit("exclusiveMinimum", exclusiveMinimum ? NumberOf(schema, "minimum") : NumberOf(schema, "exclusiveMinimum"), limit => value > limit);
        Limit("exclusiveMaximum", exclusiveMaximum ? NumberOf(schema, "maximum") : NumberOf(schema, "exclusiveMaximum"), limit => value < limit);
        Limit("multipleOf", NumberOf(schema, "multipleOf"), limit => limit == 0 || IsMultiple(value, limit));

        void Limit(string keyword, double? limit, Func<double, bool> holds)
        {
            if (limit is { } number && !holds(number))
            {
                evaluation.Fail(string.Create(CultureInfo.InvariantCulture, $"{keyword}: got {value}, want {number}"));
            }
        }
    }

    private void Text(Dictionary<string, object?> schema, string value, SchemaEvaluation evaluation)
    {
        if (NumberOf(schema, "minLength") is { } least && Length(value) is var shortLength && shortLength < least)
        {
            evaluation.Fail(string.Create(CultureInfo.InvariantCulture, $"minLength: got {shortLength}, want {least}"));
        }

        if (NumberOf(schema, "maxLength") is { } most && Length(value) is var longLength && longLength > most)
        {
            evaluation.Fail(string.Create(CultureInfo.InvariantCulture, $"maxLength: got {longLength}, want {most}"));
        }

        if (TextOf(schema, "pattern") is { } pattern && !document.Patterns.IsMatch(pattern, value))
        {
            evaluation.Fail($"'{value}' does not match pattern '{pattern}'");
        }

        // From 2019-09 on formats only annotate.
        if (Dialect <= SchemaDialect.Draft7 && TextOf(schema, "format") is { } format && !SchemaFormat.IsValid(format, value))
        {
            evaluation.Fail($"'{value}' is not valid {format}");
        }
    }

    private static int Length(string value) => value.EnumerateRunes().Count();

    private static bool IsMultiple(double value, double unit)
    {
        // Decimal keeps 0.3 a multiple of 0.1 where binary fractions do not.
        const double DecimalRange = 1e15;
        return Math.Abs(value) < DecimalRange && Math.Abs(unit) < DecimalRange && (decimal)unit != 0
            ? (decimal)value % (decimal)unit == 0
            : Math.IEEERemainder(value, unit) == 0;
    }
}

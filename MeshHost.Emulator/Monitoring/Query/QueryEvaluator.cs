namespace MeshHost.Emulator.Monitoring.Query;

/// <summary>Evaluates a query at an instant.</summary>
/// <param name="store">The series.</param>
/// <param name="time">The instant in seconds since the epoch.</param>
/// <param name="lookback">How old the newest sample of a series may be, in seconds.</param>
internal sealed class QueryEvaluator(SeriesStore store, double time, double lookback = 300)
{
    /// <summary>The functions that there are.</summary>
    public static readonly IReadOnlyCollection<string> Functions = ["rate", "irate", "increase", "histogram_quantile", "round", "vector", "scalar", "time"];

    /// <summary>The result: a number, or a vector of labelled numbers.</summary>
    public (double? Scalar, IReadOnlyList<(Labels Labels, double Value)> Vector) Evaluate(Expression expression) => expression switch
    {
        Expression.Number number => (number.Value, []),
        Expression.Selector { Range: null } selector => (null, Select(selector)),
        Expression.Selector => throw new QueryException("invalid expression type \"range vector\" for range query, must be Scalar or instant Vector"),
        Expression.Aggregation aggregation => (null, Aggregate(aggregation)),
        Expression.Call call => Call(call),
        Expression.Binary binary => Binary(binary),
        _ => throw new QueryException("unexpected expression"),
    };

    private List<(Labels Labels, double Value)> Select(Expression.Selector selector) =>
        [.. Series(selector, lookback).Select(series => (series.Labels, series.Samples[^1].Value)).Where(item => !double.IsNaN(item.Value))];

    private IEnumerable<(Labels Labels, Sample[] Samples)> Series(Expression.Selector selector, double seconds) =>
        store.Select(labels => selector.Matchers.All(matcher => matcher.Matches(labels)), time - seconds, time);

    private (double?, IReadOnlyList<(Labels, double)>) Call(Expression.Call call)
    {
        switch (call.Function)
        {
            case "rate" or "increase" or "irate":
                return (null, Rate(call));
            case "time":
                return (time, []);
            case "vector":
                return (null, [(new Labels([]), Scalar(call.Arguments[0]))]);
            case "scalar":
                return (Evaluate(call.Arguments[0]).Vector is [var only] ? only.Value : double.NaN, []);
            case "round":
                return (null, [.. Vector(call.Arguments[0]).Select(item => (item.Labels.Drop(["__name__"]), Math.Floor(item.Value + 0.5)))]);
            default:
                return (null, Quantile(Scalar(call.Arguments[0]), Vector(call.Arguments[1])));
        }
    }

    private List<(Labels, double)> Rate(Expression.Call call)
    {
        if (call.Arguments is not [Expression.Selector { Range: { } range } selector])
        {
            throw new QueryException($"expected type range vector in call to function \"{call.Function}\", got instant vector");
        }

        var results = new List<(Labels, double)>();
        foreach (var (labels, samples) in Series(selector, range.TotalSeconds))
        {
            if (samples.Length < 2)
            {
                continue;
            }

            var used = call.Function == "irate" ? samples[^2..] : samples;
            double increase = 0;
            for (var index = 1; index < used.Length; index++)
            {
                // A counter that falls has been reset: it counts from zero.
                var difference = used[index].Value - used[index - 1].Value;
                increase += difference >= 0 ? difference : used[index].Value;
            }

            var seconds = used[^1].Time - used[0].Time;

            // Prometheus extrapolates to the whole range; so do we, for the increase, at the rate that was seen.
            var rate = increase / seconds;
            results.Add((labels.Drop(["__name__"]), call.Function == "increase" ? rate * range.TotalSeconds : rate));
        }

        return results;
    }

    private List<(Labels, double)> Aggregate(Expression.Aggregation aggregation) =>
        [.. Vector(aggregation.Operand)
            .GroupBy(item => !aggregation.Grouped ? new Labels([]) : aggregation.Without ? item.Labels.Drop([.. aggregation.Labels, "__name__"]) : item.Labels.Keep(aggregation.Labels))
            .Select(group => (group.Key, aggregation.Operator switch
            {
                "sum" => group.Sum(item => item.Value),
                "avg" => group.Average(item => item.Value),
                "min" => group.Min(item => item.Value),
                "max" => group.Max(item => item.Value),
                _ => (double)group.Count(),
            }))];

    private (double?, IReadOnlyList<(Labels, double)>) Binary(Expression.Binary binary)
    {
        var (leftScalar, leftVector) = Evaluate(binary.Left);
        var (rightScalar, rightVector) = Evaluate(binary.Right);
        if (leftScalar is { } a && rightScalar is { } b)
        {
            return (Apply(binary, a, b) ?? 0, []);
        }

        var results = new List<(Labels, double)>();
        if (rightScalar is { } right)
        {
            results.AddRange(leftVector.Select(item => (item.Labels, Value: Apply(binary, item.Value, right))).Where(item => item.Value is not null).Select(item => (Named(binary, item.Labels), item.Value!.Value)));
        }
        else if (leftScalar is { } left)
        {
            foreach (var item in rightVector)
            {
                if (Apply(binary, left, item.Value) is { } value)
                {
                    results.Add((Named(binary, item.Labels), IsComparison(binary.Operator) && !binary.ReturnsBool ? item.Value : value));
                }
            }
        }
        else
        {
            var byLabels = rightVector.ToDictionary(item => item.Labels.Drop(["__name__"]), item => item.Value);
            foreach (var item in leftVector)
            {
                if (byLabels.TryGetValue(item.Labels.Drop(["__name__"]), out var other) && Apply(binary, item.Value, other) is { } value)
                {
                    results.Add((Named(binary, item.Labels), value));
                }
            }
        }

        return (null, results);
    }

    private static bool IsComparison(string symbol) => symbol is "==" or "!=" or ">" or "<" or ">=" or "<=";

    private static Labels Named(Expression.Binary binary, Labels labels) =>
        IsComparison(binary.Operator) && !binary.ReturnsBool ? labels : labels.Drop(["__name__"]);

    /// <summary>The value; a comparison that doesn't hold has none, unless it returns a bool.</summary>
    private static double? Apply(Expression.Binary binary, double left, double right)
    {
        bool? holds = binary.Operator switch
        {
            "==" => left == right,
            "!=" => left != right,
            ">" => left > right,
            "<" => left < right,
            ">=" => left >= right,
            "<=" => left <= right,
            _ => null,
        };
        if (holds is { } comparison)
        {
            return binary.ReturnsBool ? (comparison ? 1 : 0) : comparison ? left : null;
        }

        return binary.Operator switch { "+" => left + right, "-" => left - right, "*" => left * right, "/" => left / right, _ => left % right };
    }

    private static List<(Labels, double)> Quantile(double quantile, IEnumerable<(Labels Labels, double Value)> buckets)
    {
        var results = new List<(Labels, double)>();
        foreach (var group in buckets.GroupBy(item => item.Labels.Drop(["le", "__name__"])))
        {
            var bounds = group.Select(item => (Bound: item.Labels["le"] == "+Inf" ? double.PositiveInfinity : double.Parse(item.Labels["le"], System.Globalization.CultureInfo.InvariantCulture), item.Value))
                .OrderBy(item => item.Bound).ToList();
            var total = bounds.Count > 0 ? bounds[^1].Value : 0;
            if (total == 0)
            {
                continue;
            }

            var rank = quantile * total;
            var index = bounds.FindIndex(item => item.Value >= rank);
            var lower = index == 0 ? 0 : bounds[index - 1].Bound;
            var below = index == 0 ? 0 : bounds[index - 1].Value;
            var upper = bounds[index].Bound;
            results.Add((group.Key, double.IsInfinity(upper) ? lower : lower + ((upper - lower) * (rank - below) / Math.Max(bounds[index].Value - below, double.Epsilon))));
        }

        return results;
    }

    private double Scalar(Expression expression) => Evaluate(expression).Scalar ?? throw new QueryException("expected type scalar, got instant vector");

    private IReadOnlyList<(Labels Labels, double Value)> Vector(Expression expression) =>
        Evaluate(expression) is { Scalar: null } result ? result.Vector : throw new QueryException("expected type instant vector, got scalar");
}

using System.Globalization;
using System.Security.Cryptography;
using MeshHost.Helm.Templating;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Functions;

/// <summary>sprig's arithmetic: integers as int64, decimals with arbitrary precision.</summary>
internal static class MathFunctions
{
    public static void AddTo(FunctionMap functions)
    {
        functions.Add<string, nint>("atoi", text => GoNumbers.TryParseInteger(text, 10, out var number) ? (nint)number : 0);
        functions.Add<object?, object?>("int", value => (nint)Cast.ToInt64(value));
        functions.Add<object?, object?>("int64", value => Cast.ToInt64(value));
        functions.Add<object?, object?>("float64", value => Cast.ToDouble(value));
        functions.Add<object?, object?>("toDecimal", value =>
            GoNumbers.TryParseInteger(GoPrinter.ToText(value), 8, out var number) ? number : 0L);
        functions.Add<object?, object?>("add1", value => unchecked(Cast.ToInt64(value) + 1));
        functions.AddVariadic<object?, object?>("add", values => Fold(0, values, (a, b) => unchecked(a + b)));
        functions.Add<object?, object?, object?>("sub", (a, b) => unchecked(Cast.ToInt64(a) - Cast.ToInt64(b)));
        functions.Add<object?, object?, object?>("div", (a, b) => Divide(Cast.ToInt64(a), Cast.ToInt64(b)));
        functions.Add<object?, object?, object?>("mod", (a, b) => Modulo(Cast.ToInt64(a), Cast.ToInt64(b)));
        functions.AddVariadic<object?, object?, object?>("mul", (a, values) => Fold(Cast.ToInt64(a), values, (x, y) => unchecked(x * y)));
        functions.AddVariadic<object?, object?, object?>("max", (a, values) => Fold(Cast.ToInt64(a), values, Math.Max));
        functions.Alias("biggest", "max");
        functions.AddVariadic<object?, object?, object?>("min", (a, values) => Fold(Cast.ToInt64(a), values, Math.Min));
        functions.AddVariadic<object?, object?, object?>("maxf", (a, values) => values.Aggregate(Cast.ToDouble(a), (x, y) => Math.Max(x, Cast.ToDouble(y))));
        functions.AddVariadic<object?, object?, object?>("minf", (a, values) => values.Aggregate(Cast.ToDouble(a), (x, y) => Math.Min(x, Cast.ToDouble(y))));
        functions.Add<object?, object?>("add1f", value => Decimals(value, [1.0], static (a, b) => a + b));
        functions.AddVariadic<object?, object?>("addf", values => Decimals(0.0, values, static (a, b) => a + b));
        functions.AddVariadic<object?, object?, object?>("subf", (a, values) => Decimals(a, values, static (x, y) => x - y));
        functions.AddVariadic<object?, object?, object?>("mulf", (a, values) => Decimals(a, values, static (x, y) => x * y));
        functions.AddVariadic<object?, object?, object?>("divf", (a, values) => Decimals(a, values, static (x, y) => x / y));
        functions.Add<object?, object?>("ceil", value => Math.Ceiling(Cast.ToDouble(value)));
        functions.Add<object?, object?>("floor", value => Math.Floor(Cast.ToDouble(value)));
        functions.AddVariadic<object?, nint, double, object?>("round", Round);
        functions.AddVariadic<nint, string>("seq", Seq);
        functions.Add<nint, nint, object?>("randInt", (low, high) => high <= low
            ? throw new FunctionException("invalid argument to Intn")
            : (nint)(low + RandomBelow(high - low)));
    }

    private static nint RandomBelow(nint limit) => limit <= int.MaxValue
        ? RandomNumberGenerator.GetInt32((int)limit)
        : (nint)(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)) % (ulong)limit);

    private static object Fold(long start, object?[] values, Func<long, long, long> operation)
    {
        foreach (var value in values)
        {
            start = operation(start, Cast.ToInt64(value));
        }

        return start;
    }

    private static object Divide(long a, long b) => b switch
    {
        0 => throw new FunctionException("runtime error: integer divide by zero"),
        -1 => unchecked(-a),
        _ => a / b,
    };

    private static object Modulo(long a, long b) => b switch
    {
        0 => throw new FunctionException("runtime error: integer divide by zero"),
        -1 => 0L,
        _ => a % b,
    };

    private static object Decimals(object? first, object?[] rest, Func<GoDecimal, GoDecimal, GoDecimal> operation)
    {
        var result = GoDecimal.From(Cast.ToDouble(first));
        foreach (var value in rest)
        {
            result = operation(result, GoDecimal.From(Cast.ToDouble(value)));
        }

        return result.ToDouble();
    }

    private static object Round(object? value, nint places, double[] options)
    {
        var roundOn = options.Length > 0 ? options[0] : 0.5;
        var power = Math.Pow(10, places);
        var digit = power * Cast.ToDouble(value);
        var fraction = digit - Math.Truncate(digit);
        return (fraction >= roundOn ? Math.Ceiling(digit) : Math.Floor(digit)) / power;
    }

    /// <summary>The integers from a start to before a stop.</summary>
    public static nint[] Sequence(nint start, nint stop, nint step)
    {
        if (stop < start ? step >= 0 : step <= 0)
        {
            return [];
        }

        var count = ((Int128)Math.Abs((long)stop - start) + Math.Abs((long)step) - 1) / Math.Abs((long)step);
        if (count > TemplateLimits.MaxElements)
        {
            throw new FunctionException($"list exceeds the limit of {TemplateLimits.MaxElements} elements");
        }

        var result = new nint[(int)count];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = start + i * step;
        }

        return result;
    }

    private static string Seq(nint[] parameters)
    {
        nint[] numbers = [];
        switch (parameters)
        {
            case [var last]:
                var single = last < 1 ? -1 : 1;
                numbers = Sequence(1, last + single, single);
                break;
            case [var first, var last]:
                var direction = last < first ? -1 : 1;
                numbers = Sequence(first, last + direction, direction);
                break;
            case [var first, var step, var last]:
                if (last < first && step > 0)
                {
                    return "";
                }

                numbers = Sequence(first, last + (last < first ? -1 : 1), step);
                break;
        }

        return string.Join(' ', numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));
    }
}

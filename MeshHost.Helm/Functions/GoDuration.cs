using System.Globalization;
using System.Numerics;
using MeshHost.Helm.Templating;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Functions;

/// <summary>Go's durations: nanoseconds, read and written as 1h2m3.5s.</summary>
internal static class GoDuration
{
    private const long Second = 1_000_000_000;

    public static long Parse(string text) => TryParse(text, out var duration)
        ? duration
        : throw new FunctionException($"time: invalid duration {GoQuote.Quote(text)}");

    public static bool TryParse(string text, out long duration)
    {
        duration = 0;
        var rest = text.AsSpan();
        var negative = rest.StartsWith("-");
        rest = rest.Length > 0 && rest[0] is '+' or '-' ? rest[1..] : rest;
        if (rest is "0")
        {
            return true;
        }

        var total = BigInteger.Zero;
        var any = false;
        while (rest.Length > 0)
        {
            var length = 0;
            while (length < rest.Length && IsNumber(rest[length]))
            {
                length++;
            }

            // Digits to the end have no unit.
            length = length == rest.Length ? -1 : length;
            if (length <= 0 || rest[..length] is "." || rest[..length].Count('.') > 1)
            {
                return false;
            }

            var number = rest[..length];
            rest = rest[length..];
            var unitLength = 0;
            while (unitLength < rest.Length && !IsNumber(rest[unitLength]))
            {
                unitLength++;
            }

            var unit = rest[..unitLength];
            var scale = unit switch
            {
                "ns" => 1L,
                "us" or "\u00b5s" or "\u03bcs" => 1000L,
                "ms" => 1_000_000L,
                "s" => Second,
                "m" => 60 * Second,
                "h" => 3600 * Second,
                _ => 0,
            };
            if (scale == 0)
            {
                return false;
            }

            var dot = number.IndexOf('.');
            var whole = dot < 0 ? number : number[..dot];
            total += (whole.Length > 0 ? BigInteger.Parse(whole, CultureInfo.InvariantCulture) : 0) * scale;
            if (dot >= 0 && dot + 1 < number.Length)
            {
                var fraction = number[(dot + 1)..Math.Min(number.Length, dot + 19)];
                total += (BigInteger)(double.Parse("0." + fraction.ToString(), CultureInfo.InvariantCulture) * scale);
            }

            rest = rest[unit.Length..];
            any = true;
        }

        if (!any || total > (negative ? BigInteger.Pow(2, 63) : long.MaxValue))
        {
            return false;
        }

        duration = (long)(negative ? -total : total);
        return true;
    }

    public static long RoundToSecond(long duration)
    {
        var rest = duration % Second;
        var whole = duration - rest;
        return Math.Abs(rest) * 2 < Second ? whole : whole + (duration < 0 ? -Second : Second);
    }

    public static string ToText(long duration)
    {
        if (duration == 0)
        {
            return "0s";
        }

        var sign = duration < 0 ? "-" : "";
        var magnitude = (UInt128)Int128.Abs(duration);
        if (magnitude < Second)
        {
            var (unit, scale) = magnitude < 1000 ? ("ns", 0) : magnitude < 1_000_000 ? ("\u00b5s", 3) : ("ms", 6);
            return sign + Decimal((ulong)magnitude, scale) + unit;
        }

        var seconds = (ulong)(magnitude / Second);
        var text = Decimal((ulong)(magnitude % (60 * Second)), 9) + "s";
        if (seconds >= 60)
        {
            text = string.Create(CultureInfo.InvariantCulture, $"{seconds / 60 % 60}m{text}");
        }

        return sign + (seconds >= 3600 ? string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600}h{text}") : text);
    }

    private static bool IsNumber(char c) => char.IsAsciiDigit(c) || c == '.';

    private static string Decimal(ulong value, int decimals)
    {
        var digits = value.ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        var fraction = digits[^decimals..].TrimEnd('0');
        var whole = decimals == 0 ? digits : digits[..^decimals];
        return decimals == 0 || fraction.Length == 0 ? whole : whole + "." + fraction;
    }

    /// <summary>The largest whole unit: 2d, 3mo.</summary>
    public static string Round(long duration)
    {
        var magnitude = unchecked((ulong)(duration < 0 ? -duration : duration));
        const ulong Hour = 3600 * (ulong)Second;
        (ulong Size, string Unit)[] units =
            [(Hour * 24 * 365, "y"), (Hour * 24 * 30, "mo"), (Hour * 24, "d"), (Hour, "h"), (60 * (ulong)Second, "m"), ((ulong)Second, "s")];
        foreach (var (size, unit) in units)
        {
            if (magnitude > size)
            {
                return (magnitude / size).ToString(CultureInfo.InvariantCulture) + unit;
            }
        }

        return "0s";
    }
}

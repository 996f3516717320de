using System.Globalization;
using System.Numerics;
using MeshHost.Helm.Templating;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Functions;

/// <summary>A decimal of any precision: a whole number times a power of ten. Quotients have 16 decimals.</summary>
internal readonly record struct GoDecimal(BigInteger Digits, int Exponent)
{
    private const int QuotientDecimals = 16;

    /// <summary>The decimal a double prints as.</summary>
    public static GoDecimal From(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new FunctionException($"Cannot create a Decimal from {FloatText.Shortest(value)}");
        }

        var text = FloatText.Format(value, 'e', -1);
        var marker = text.IndexOf('e', StringComparison.Ordinal);
        var digits = text[..marker].Replace(".", "", StringComparison.Ordinal);
        var decimals = text.Contains('.', StringComparison.Ordinal) ? marker - text.IndexOf('.', StringComparison.Ordinal) - 1 : 0;
        var exponent = int.Parse(text.AsSpan(marker + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return new GoDecimal(BigInteger.Parse(digits, CultureInfo.InvariantCulture), exponent - decimals);
    }

    public static GoDecimal operator +(GoDecimal left, GoDecimal right)
    {
        var exponent = Math.Min(left.Exponent, right.Exponent);
        return new GoDecimal(left.At(exponent) + right.At(exponent), exponent);
    }

    public static GoDecimal operator -(GoDecimal left, GoDecimal right) => left + new GoDecimal(-right.Digits, right.Exponent);

    public static GoDecimal operator *(GoDecimal left, GoDecimal right) => new(left.Digits * right.Digits, left.Exponent + right.Exponent);

    /// <summary>Divides, rounding half away from zero.</summary>
    public static GoDecimal operator /(GoDecimal left, GoDecimal right)
    {
        if (right.Digits.IsZero)
        {
            throw new FunctionException("decimal division by 0");
        }

        var shift = left.Exponent - right.Exponent + QuotientDecimals;
        var (numerator, denominator) = (left.Digits, right.Digits);
        if (shift >= 0)
        {
            numerator *= BigInteger.Pow(10, shift);
        }
        else
        {
            denominator *= BigInteger.Pow(10, -shift);
        }

        var quotient = BigInteger.DivRem(numerator, denominator, out var remainder);
        if (BigInteger.Abs(remainder) * 2 >= BigInteger.Abs(denominator))
        {
            quotient += numerator.Sign * denominator.Sign;
        }

        return new GoDecimal(quotient, -QuotientDecimals);
    }

    public double ToDouble() => double.Parse(
        Digits.ToString(CultureInfo.InvariantCulture) + "E" + Exponent.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private BigInteger At(int exponent) => Digits * BigInteger.Pow(10, Exponent - exponent);
}

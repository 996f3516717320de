using System.Numerics;
using System.Text;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Templating.Syntax;

/// <summary>A number constant in every form it can take: which one is used depends on the parameter it is given to.</summary>
internal sealed class NumberNode : Node
{
    private readonly string _text;

    private NumberNode(int position, string text)
        : base(position) => _text = text;

    public long? Integer { get; private set; }

    public ulong? Unsigned { get; private set; }

    public double? Float { get; private set; }

    public Complex? Complex { get; private set; }

    /// <summary>The value where no parameter type is given: int, float64 or complex128; null when it overflows an int.</summary>
    public object? Ideal { get; private set; }

    public override void WriteTo(StringBuilder output) => output.Append(_text);

    /// <summary>Parses a number; throws <see cref="FormatException"/> with Go's message.</summary>
    public static NumberNode Parse(int position, string text, TokenKind kind)
    {
        var node = new NumberNode(position, text);
        if (kind == TokenKind.CharConstant)
        {
            node.SetRune(text);
        }
        else if (kind == TokenKind.Complex || text.EndsWith('i'))
        {
            node.SetComplex(text);
        }
        else
        {
            node.SetNumber(text);
        }

        node.Ideal = node.FindIdeal(kind);
        return node;
    }

    private void SetRune(string text)
    {
        var inner = text.AsSpan(1);
        var rune = GoQuote.UnquoteChar(ref inner, '\'');
        if (rune < 0)
        {
            throw new FormatException("invalid syntax");
        }

        if (inner is not "'")
        {
            throw new FormatException($"malformed character constant: {text}");
        }

        (Integer, Unsigned, Float) = (rune, (ulong)rune, rune);
    }

    private void SetComplex(string text)
    {
        var body = text.AsSpan(0, text.Length - 1);
        var split = body.Length - 1;
        while (split > 0 && !(body[split] is '+' or '-' && body[split - 1] is not ('e' or 'E' or 'p' or 'P')))
        {
            split--;
        }

        if (!GoNumbers.TryParseFloat(split > 0 ? body[..split] : "0", out var real) ||
            !GoNumbers.TryParseFloat(body[split..], out var imaginary))
        {
            throw new FormatException($"illegal number syntax: {GoQuote.Quote(text)}");
        }

        Complex = new Complex(real, imaginary);
        if (imaginary == 0)
        {
            Float = real;
            SetIntegersFromFloat(real);
        }
    }

    private void SetNumber(string text)
    {
        if (GoNumbers.TryParseUnsigned(text, out var unsigned))
        {
            Unsigned = unsigned;
        }

        if (GoNumbers.TryParseInteger(text, out var integer))
        {
            Integer = integer;
            Unsigned = integer == 0 ? 0 : Unsigned;
            Float = integer;
        }
        else if (Unsigned is { } large)
        {
            Float = large;
        }
        else if (GoNumbers.TryParseFloat(text, out var real))
        {
            if (text.AsSpan().IndexOfAny(".eEpP") < 0)
            {
                throw new FormatException($"integer overflow: {GoQuote.Quote(text)}");
            }

            Float = real;
            SetIntegersFromFloat(real);
        }
        else
        {
            throw new FormatException($"illegal number syntax: {GoQuote.Quote(text)}");
        }
    }

    private void SetIntegersFromFloat(double value)
    {
        if (value is >= -9.2233720368547758E18 and < 9.2233720368547758E18 && (long)value == value)
        {
            Integer = (long)value;
        }

        if (value is >= 0 and < 1.8446744073709552E19 && (ulong)value == value)
        {
            Unsigned = (ulong)value;
        }
    }

    private object? FindIdeal(TokenKind kind)
    {
        if (Complex is { } complex)
        {
            return complex;
        }

        var isHexInteger = _text.Length > 2 && _text[0] == '0' && _text[1] is 'x' or 'X' && _text.AsSpan().IndexOfAny("pP") < 0;
        if (Float is { } real && kind != TokenKind.CharConstant && !isHexInteger && _text.AsSpan().IndexOfAny(".eEpP") >= 0)
        {
            return real;
        }

        return Integer is { } integer ? (nint)integer : null;
    }
}

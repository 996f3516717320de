using System.Globalization;
using System.Text;
using MeshHost.Helm.Templating;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Functions;

/// <summary>sprig's functions about upper and lower case and the words of names.</summary>
internal static class CaseFunctions
{
    private enum Word
    {
        None,
        Number,
        Upper,
        Alphabet,
        Connector,
        Punctuation,
        Other,
    }

    public static void AddTo(FunctionMap functions)
    {
        functions.Add<string, string>("upper", text => text.ToUpperInvariant());
        functions.Add<string, string>("lower", text => text.ToLowerInvariant());
        functions.Add<string, string>("title", Title);
        functions.Add<string, string>("untitle", text => MapWords(text, Rune.ToLowerInvariant));
        functions.Add<string, string>("swapcase", SwapCase);
        functions.Add<string, string>("camelcase", Pascal);
        functions.Add<string, string>("snakecase", text => SplitWords(text, '_'));
        functions.Add<string, string>("kebabcase", text => SplitWords(text, '-'));
    }

    private static string Title(string text)
    {
        var output = new StringBuilder(text.Length);
        var previous = new Rune(' ');
        foreach (var rune in text.EnumerateRunes())
        {
            output.Append((IsSeparator(previous) ? Rune.ToUpperInvariant(rune) : rune).ToString());
            previous = rune;
        }

        return output.ToString();
    }

    private static bool IsSeparator(Rune rune) => rune.IsAscii
        ? !(char.IsAsciiLetterOrDigit((char)rune.Value) || rune.Value == '_')
        : !Rune.IsLetterOrDigit(rune) && GoText.IsSpace(rune.Value);

    private static string MapWords(string text, Func<Rune, Rune> first)
    {
        var output = new StringBuilder(text.Length);
        var atStart = true;
        foreach (var rune in text.EnumerateRunes())
        {
            var isSpace = GoText.IsSpace(rune.Value);
            output.Append((atStart && !isSpace ? first(rune) : rune).ToString());
            atStart = isSpace;
        }

        return output.ToString();
    }

    private static string SwapCase(string text)
    {
        var output = new StringBuilder(text.Length);
        var afterSpace = true;
        foreach (var rune in text.EnumerateRunes())
        {
            var swapped = rune;
            if (Rune.IsUpper(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.TitlecaseLetter)
            {
                swapped = Rune.ToLowerInvariant(rune);
                afterSpace = false;
            }
            else if (Rune.IsLower(rune))
            {
                swapped = Rune.ToUpperInvariant(rune);
                afterSpace = false;
            }
            else
            {
                afterSpace = GoText.IsSpace(rune.Value);
            }

            output.Append(swapped.ToString());
        }

        return output.ToString();
    }

    private static bool IsConnector(Rune rune) => rune.Value is '-' or '_' || GoText.IsSpace(rune.Value);

    /// <summary>Upper camel case: connectors fall away and the letter after them is raised; leading connectors stay.</summary>
    private static string Pascal(string text)
    {
        var runes = text.EnumerateRunes().ToArray();
        var output = new StringBuilder(text.Length);
        var i = 0;
        while (i < runes.Length && IsConnector(runes[i]))
        {
            output.Append(runes[i++].ToString());
        }

        if (i >= runes.Length)
        {
            return output.ToString();
        }

        var current = Rune.ToUpperInvariant(runes[i++]);
        for (; i < runes.Length; i++)
        {
            var previous = current;
            current = runes[i];
            if (IsConnector(current) && IsConnector(previous))
            {
                output.Append(previous.ToString());
            }
            else if (IsConnector(previous))
            {
                current = Rune.ToUpperInvariant(current);
            }
            else
            {
                current = Rune.ToLowerInvariant(current);
                output.Append(previous.ToString());
            }
        }

        return output.Append(current.ToString()).ToString();
    }

    private static string SplitWords(string text, char connector)
    {
        var output = new StringBuilder(text.Length + 8);
        var rest = text;
        var (kind, word) = NextWord(ref rest);
        while (rest.Length > 0)
        {
            if (kind != Word.Connector)
            {
                AppendLower(output, kind, word, connector);
            }

            var (previousKind, previousWord) = (kind, word);
            (kind, word) = NextWord(ref rest);
            switch (previousKind)
            {
                case Word.Number:
                    while (kind is Word.Alphabet or Word.Number)
                    {
                        AppendLower(output, kind, word, connector);
                        (kind, word) = NextWord(ref rest);
                    }

                    if (kind is not (Word.None or Word.Punctuation or Word.Connector))
                    {
                        output.Append(connector);
                    }

                    break;
                case Word.Connector:
                    AppendLower(output, previousKind, previousWord, connector);
                    break;
                case Word.Punctuation:
                    break;
                default:
                    AfterLetters(output, ref kind, ref word, ref rest, connector);
                    break;
            }
        }

        AppendLower(output, kind, word, connector);
        return output.ToString();
    }

    /// <summary>Letters were written; a number that ends a word stays with it, one that starts a word does not.</summary>
    private static void AfterLetters(StringBuilder output, ref Word kind, ref string word, ref string rest, char connector)
    {
        if (kind != Word.Number)
        {
            output.Append(kind is Word.Connector or Word.Punctuation ? "" : connector.ToString());
            return;
        }

        if (rest.Length == 0)
        {
            return;
        }

        var number = word;
        (kind, word) = NextWord(ref rest);
        if (kind != Word.Alphabet)
        {
            AppendLower(output, Word.Number, number, connector);
            output.Append(kind is Word.Connector or Word.Punctuation ? "" : connector.ToString());
            return;
        }

        output.Append(connector);
        AppendLower(output, Word.Number, number, connector);
        while (kind is Word.Alphabet or Word.Number)
        {
            AppendLower(output, kind, word, connector);
            (kind, word) = NextWord(ref rest);
        }

        output.Append(kind is Word.None or Word.Connector or Word.Punctuation ? "" : connector.ToString());
    }

    private static (Word Kind, string Text) NextWord(ref string rest)
    {
        if (rest.Length == 0)
        {
            return (Word.None, "");
        }

        var first = NextValid(rest, 0, Rune.ReplacementChar, out var end);
        if (first == Rune.ReplacementChar)
        {
            (var invalid, rest) = (rest[..end], rest[end..]);
            return (Word.None, invalid);
        }

        Word kind;
        if (IsConnector(first))
        {
            kind = Word.Connector;
            Extend(rest, ref end, first, IsConnector);
        }
        else if (Rune.IsPunctuation(first))
        {
            kind = Word.Punctuation;
            Extend(rest, ref end, first, Rune.IsPunctuation);
        }
        else if (Rune.IsUpper(first))
        {
            kind = Word.Upper;
            ExtendUpper(rest, ref end, first);
        }
        else if (Rune.IsLetter(first))
        {
            kind = Word.Alphabet;
            Extend(rest, ref end, first, rune => Rune.IsLetter(rune) && !Rune.IsUpper(rune));
        }
        else if (Rune.IsNumber(first))
        {
            kind = Word.Number;
            Extend(rest, ref end, first, Rune.IsNumber);
        }
        else
        {
            kind = Word.Other;
            Extend(rest, ref end, first, rune => !(IsConnector(rune) || Rune.IsLetter(rune) || Rune.IsNumber(rune) || Rune.IsPunctuation(rune)));
        }

        var word = rest[..end];
        rest = rest[end..];
        return (kind, word);
    }

    private static void ExtendUpper(string text, ref int end, Rune first)
    {
        if (end >= text.Length)
        {
            return;
        }

        var second = NextValid(text, end, first, out _);
        if (!Rune.IsUpper(second))
        {
            Extend(text, ref end, first, rune => Rune.IsLetter(rune) && !Rune.IsUpper(rune));
            return;
        }

        var lastStart = end;
        var rune = second;
        while (end < text.Length && (rune = NextValid(text, end, rune, out var width)) is var upper && Rune.IsUpper(upper))
        {
            lastStart = end;
            end += width;
        }

        // The last capital of a run starts the next word when a small letter follows: HTTPServer.
        if (end < text.Length && Rune.IsLetter(rune))
        {
            end = lastStart;
        }
    }

    private static void Extend(string text, ref int end, Rune previous, Func<Rune, bool> belongs)
    {
        while (end < text.Length && NextValid(text, end, previous, out var width) is var rune && belongs(rune))
        {
            previous = rune;
            end += width;
        }
    }

    /// <summary>
    /// The next rune of the text; the width counts the bytes before it that are no UTF-8. When nothing else follows it is the previous one.
    /// </summary>
    private static Rune NextValid(string text, int index, Rune previous, out int width)
    {
        for (width = 0; index + width < text.Length;)
        {
            var rune = ByteString.RuneAt(text.AsSpan(index + width), out var size, out var isByte);
            width += size;
            if (!isByte && rune != Rune.ReplacementChar)
            {
                return rune;
            }
        }

        return previous;
    }

    private static void AppendLower(StringBuilder output, Word kind, string word, char connector)
    {
        if (kind is not (Word.Upper or Word.Connector))
        {
            output.Append(word);
            return;
        }

        foreach (var rune in word.EnumerateRunes())
        {
            output.Append(IsConnector(rune) ? connector.ToString() : Rune.ToLowerInvariant(rune).ToString());
        }
    }
}

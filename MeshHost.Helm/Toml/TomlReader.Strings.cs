using System.Text;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Toml;

/// <content>Strings in all four forms.</content>
internal ref partial struct TomlReader
{
    private string String(char quote)
    {
        var output = new StringBuilder();
        _at++;
        while (Peek != quote || _at >= _text.Length)
        {
            if (_at >= _text.Length || Peek == '\n')
            {
                throw Error("strings cannot contain newlines");
            }

            Character(output, quote);
        }

        _at++;
        return output.ToString();
    }

    private string MultiLine(char quote)
    {
        var end = new string(quote, 3);
        var output = new StringBuilder();
        _at += 3;
        _at += Peek == '\n' ? 1 : 0;
        while (!_text.AsSpan(_at).StartsWith(end))
        {
            if (_at >= _text.Length)
            {
                throw Error("unexpected EOF; expected " + end);
            }

            if (quote == '"' && Peek == '\\' && IsLineEnd(_at + 1))
            {
                _at++;
                while (Peek is ' ' or '\t' or '\n')
                {
                    _at++;
                }

                continue;
            }

            Character(output, quote);
        }

        _at += 3;

        // Up to two quotes may stand right before the closing ones.
        while (Peek == quote && output.Length >= 0)
        {
            output.Append(quote);
            _at++;
        }

        return output.ToString();
    }

    private void Character(StringBuilder output, char quote)
    {
        if (Peek != '\\' || quote == '\'')
        {
            output.Append(_text[_at++]);
            return;
        }

        _at++;
        var c = Peek;
        _at++;
        var digits = c switch { 'u' => 4, 'U' => 8, _ => 0 };
        if (digits > 0)
        {
            if (_at + digits > _text.Length ||
                !GoNumbers.TryParseDigits(_text.AsSpan(_at, digits), 16, allowUnderscore: false, out var rune) || !Rune.IsValid((uint)Math.Min(rune, uint.MaxValue)))
            {
                throw Error("invalid unicode escape");
            }

            output.Append(new Rune((uint)rune).ToString());
            _at += digits;
            return;
        }

        output.Append(c switch
        {
            'b' => '\b',
            't' => '\t',
            'n' => '\n',
            'f' => '\f',
            'r' => '\r',
            '"' or '\\' => c,
            _ => throw Error($"invalid escape character '{c}'; only the following escape characters are allowed: \\b, \\t, \\n, \\f, \\r, \\\", \\\\, \\uXXXX, and \\UXXXXXXXX"),
        });
    }
}

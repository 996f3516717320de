using System.Text;

namespace MeshHost.Helm.Yaml;

/// <content>Anchors, aliases, tags and directives.</content>
internal sealed partial class YamlScanner
{
    private void ScanAnchor(YamlTokenKind kind)
    {
        var start = ++_at;
        while (_at < _text.Length && IsWord(_text[_at]))
        {
            _at++;
        }

        if (_at == start || !(IsBlankOrEnd(_at) || _text[_at] is '?' or ':' or ',' or ']' or '}' or '%' or '@' or '`'))
        {
            throw Error("did not find expected alphabetic or numeric character");
        }

        Add(kind).Text = _text[start.._at];
    }

    private void ScanTag()
    {
        string handle;
        string suffix;
        if (_at + 1 < _text.Length && _text[_at + 1] == '<')
        {
            _at += 2;
            handle = "";
            suffix = TagUri("");
            if (_at >= _text.Length || _text[_at] != '>')
            {
                throw Error("did not find the expected '>'");
            }

            _at++;
        }
        else
        {
            handle = TagHandle();
            if (handle.Length > 1 && handle[^1] == '!')
            {
                suffix = TagUri("");
            }
            else
            {
                suffix = TagUri(handle);
                (handle, suffix) = suffix.Length == 0 ? ("", "!") : ("!", suffix);
            }
        }

        if (!IsBlankOrEnd(_at))
        {
            throw Error("did not find expected whitespace or line break");
        }

        ref var token = ref Add(YamlTokenKind.Tag);
        (token.Text, token.Suffix) = (handle, suffix);
    }

    private string TagHandle()
    {
        var start = _at++;
        while (_at < _text.Length && IsWord(_text[_at]))
        {
            _at++;
        }

        _at += _at < _text.Length && _text[_at] == '!' ? 1 : 0;
        return _text[start.._at];
    }

    private string TagUri(string head)
    {
        var output = new StringBuilder(head.Length > 1 ? head[1..] : "");
        var any = head.Length > 0;
        while (_at < _text.Length && (IsWord(_text[_at]) || ";/?:@&=+$,.!~*'()[]%".Contains(_text[_at], StringComparison.Ordinal)))
        {
            any = true;
            if (_text[_at] == '%')
            {
                if (_at + 2 >= _text.Length || !char.IsAsciiHexDigit(_text[_at + 1]) || !char.IsAsciiHexDigit(_text[_at + 2]))
                {
                    throw Error("did not find URI escaped octet");
                }

                output.Append(Uri.HexUnescape(_text, ref _at));
                continue;
            }

            output.Append(_text[_at++]);
        }

        return any ? output.ToString() : throw Error("did not find expected tag URI");
    }

    private void ScanDirective()
    {
        var line = _text.AsSpan(_at, EndOfLine() - _at);
        var comment = line.IndexOf(" #");
        var parts = (comment < 0 ? line : line[..comment]).ToString().Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (parts is ["%YAML", var version])
        {
            if (version != "1.1")
            {
                throw Error("found incompatible YAML document");
            }

            Add(YamlTokenKind.VersionDirective);
        }
        else if (parts is ["%TAG", ['!', ..] handle, var prefix])
        {
            ref var token = ref Add(YamlTokenKind.TagDirective);
            (token.Text, token.Suffix) = (handle, prefix);
        }
        else
        {
            throw Error("found unknown directive name");
        }

        _at += line.Length;
        if (_at < _text.Length)
        {
            SkipBreak();
        }
    }

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';
}

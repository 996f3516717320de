namespace MeshHost.Helm.Versions;

/// <summary>Reads the pieces of a version range from left to right. By hand: ranges are read for each <c>semverCompare</c>.</summary>
internal ref struct VersionRangeScanner(string text)
{
    private static readonly string[] s_operators = ["=>", "=<", "<=", ">=", "!=", "~>", "=", ">", "<", "~", "^"];

    private readonly string _text = text;
    private int _at;

    public readonly bool IsAtEnd => _at == _text.Length;

    public bool SkipSpace()
    {
        var start = _at;
        while (_at < _text.Length && _text[_at] is ' ' or '\t' or '\n' or '\f' or '\r')
        {
            _at++;
        }

        return _at > start;
    }

    public bool Take(char c)
    {
        if (_at == _text.Length || _text[_at] != c)
        {
            return false;
        }

        _at++;
        return true;
    }

    /// <summary>The operator here, empty when there is none.</summary>
    public string TakeOperator()
    {
        foreach (var candidate in s_operators)
        {
            if (_text.AsSpan(_at).StartsWith(candidate, StringComparison.Ordinal))
            {
                _at += candidate.Length;
                return candidate;
            }
        }

        return "";
    }

    /// <summary>The end of a hyphen range, <c> - 1.4</c>; nothing is taken when there is none.</summary>
    public VersionPattern? TakeUpperEnd()
    {
        var start = _at;
        if (SkipSpace() && Take('-') && SkipSpace() && TakeVersion() is { } high)
        {
            return high;
        }

        _at = start;
        return null;
    }

    /// <summary>A version whose numbers may be open, <c>v1.x</c>; <see langword="null"/> when there is none.</summary>
    public VersionPattern? TakeVersion()
    {
        Take('v');
        var major = TakeNumber();
        if (major.Length == 0)
        {
            return null;
        }

        var minor = TakeNextNumber();
        return new VersionPattern(major, minor, minor.Length == 0 ? "" : TakeNextNumber(), TakeIdentifiers('-'), TakeIdentifiers('+'));
    }

    private string TakeNumber()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiDigit(_text[_at]) || _text[_at] is 'x' or 'X' or '*'))
        {
            _at++;
        }

        return _text[start.._at];
    }

    private string TakeNextNumber()
    {
        if (!Take('.'))
        {
            return "";
        }

        var number = TakeNumber();
        _at -= number.Length == 0 ? 1 : 0;
        return number;
    }

    /// <summary><c>-rc.1</c> or <c>+build.5</c> with its mark.</summary>
    private string TakeIdentifiers(char mark)
    {
        var start = _at;
        if (!Take(mark) || !SkipIdentifier())
        {
            _at = start;
            return "";
        }

        while (Take('.'))
        {
            if (!SkipIdentifier())
            {
                _at--;
                break;
            }
        }

        return _text[start.._at];
    }

    private bool SkipIdentifier()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] == '-'))
        {
            _at++;
        }

        return _at > start;
    }
}

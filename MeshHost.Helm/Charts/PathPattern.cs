namespace MeshHost.Helm.Charts;

/// <summary>
/// Shell patterns over one path as <c>.helmignore</c> uses them: <c>*</c> and <c>?</c> do not cross a slash, <c>[a-z]</c> and <c>[^a-z]</c>
/// are classes, a backslash takes the next character as it is.
/// </summary>
internal sealed class PathPattern
{
    private readonly string _pattern;

    private PathPattern(string pattern)
    {
        _pattern = pattern;
    }

    /// <summary>Checks and takes a pattern; <see langword="null"/> when a class or escape in it is not finished.</summary>
    public static PathPattern? TryParse(string pattern)
    {
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\' && ++i == pattern.Length)
            {
                return null;
            }

            if (pattern[i] == '[' && (i = ClassEnd(pattern, i)) < 0)
            {
                return null;
            }
        }

        return new PathPattern(pattern);
    }

    public bool IsMatch(string path)
    {
        // The classic two-pointer match: only the last star needs to be reconsidered, so the time is bounded by the product of the lengths.
        int p = 0, n = 0, starPattern = -1, starPath = -1;
        while (n < path.Length)
        {
            if (p < _pattern.Length && _pattern[p] == '*')
            {
                starPattern = ++p;
                starPath = n;
            }
            else if (p < _pattern.Length && MatchOne(ref p, path[n]))
            {
                n++;
            }
            else if (starPattern >= 0 && path[starPath] != '/')
            {
                p = starPattern;
                n = ++starPath;
            }
            else
            {
                return false;
            }
        }

        while (p < _pattern.Length && _pattern[p] == '*')
        {
            p++;
        }

        return p == _pattern.Length;
    }

    /// <summary>Matches one character and moves past its pattern; on a mismatch the position is left alone.</summary>
    private bool MatchOne(ref int p, char c)
    {
        switch (_pattern[p])
        {
            case '?':
                if (c == '/')
                {
                    return false;
                }

                p++;
                return true;
            case '[':
                var end = ClassEnd(_pattern, p);
                if (!IsInClass(_pattern.AsSpan((p + 1)..end), c))
                {
                    return false;
                }

                p = end + 1;
                return true;
            case '\\':
                if (_pattern[p + 1] != c)
                {
                    return false;
                }

                p += 2;
                return true;
            default:
                if (_pattern[p] != c)
                {
                    return false;
                }

                p++;
                return true;
        }
    }

    private static bool IsInClass(ReadOnlySpan<char> body, char c)
    {
        var negated = body.Length > 0 && body[0] == '^';
        if (negated)
        {
            body = body[1..];
        }

        var found = false;
        for (var i = 0; i < body.Length; i++)
        {
            var low = body[i] == '\\' ? body[++i] : body[i];
            var high = low;
            if (i + 2 < body.Length && body[i + 1] == '-')
            {
                i += 2;
                high = body[i] == '\\' ? body[++i] : body[i];
            }

            found |= low <= c && c <= high;
        }

        return found != negated;
    }

    private static int ClassEnd(string pattern, int start)
    {
        var i = start + 1;
        if (i < pattern.Length && pattern[i] == '^')
        {
            i++;
        }

        for (var first = true; i < pattern.Length; i++, first = false)
        {
            if (pattern[i] == ']')
            {
                return first ? -1 : i;
            }

            if (pattern[i] == '\\' && ++i == pattern.Length)
            {
                return -1;
            }
        }

        return -1;
    }
}

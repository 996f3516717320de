using System.Text;
using System.Text.RegularExpressions;

namespace MeshHost.Helm.Rendering;

/// <summary>
/// Patterns of <c>.Files.Glob</c>: <c>*</c> and <c>?</c> stay within a path segment, <c>**</c> crosses them, <c>{a,b}</c> are alternatives,
/// <c>[a-z]</c> and <c>[!a-z]</c> classes.
/// </summary>
internal sealed class GlobPattern
{
    private readonly Regex _regex;

    private GlobPattern(Regex regex)
    {
        _regex = regex;
    }

    /// <summary>Reads a pattern; <see langword="null"/> when a class or alternative in it does not end.</summary>
    public static GlobPattern? TryParse(string pattern)
    {
        var regex = new StringBuilder("^");
        var depth = 0;
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '*' when i + 1 < pattern.Length && pattern[i + 1] == '*':
                    i++;
                    regex.Append(".*");
                    break;
                case '*':
                    regex.Append("[^/]*");
                    break;
                case '?':
                    regex.Append("[^/]");
                    break;
                case '{':
                    depth++;
                    regex.Append("(?:");
                    break;
                case '}' when depth > 0:
                    depth--;
                    regex.Append(')');
                    break;
                case ',' when depth > 0:
                    regex.Append('|');
                    break;
                case '[':
                    var end = pattern.IndexOf(']', i + 2);
                    if (end < 0)
                    {
                        return null;
                    }

                    AppendClass(regex, pattern.AsSpan((i + 1)..end));
                    i = end;
                    break;
                case '\\':
                    if (++i == pattern.Length)
                    {
                        return null;
                    }

                    regex.Append(Regex.Escape(pattern[i].ToString()));
                    break;
                default:
                    regex.Append(Regex.Escape(pattern[i].ToString()));
                    break;
            }
        }

        return depth == 0
            ? new GlobPattern(new Regex(regex.Append(@"\z").ToString(), RegexOptions.NonBacktracking | RegexOptions.Singleline | RegexOptions.CultureInvariant))
            : null;
    }

    public bool IsMatch(string path) => _regex.IsMatch(path);

    private static void AppendClass(StringBuilder regex, ReadOnlySpan<char> body)
    {
        regex.Append('[');
        if (body[0] == '!')
        {
            regex.Append('^');
            body = body[1..];
        }

        for (var i = 0; i < body.Length; i++)
        {
            // A dash between two characters is a range; everything else stands for itself.
            if (body[i] == '-' && i > 0 && i + 1 < body.Length)
            {
                regex.Append('-');
                continue;
            }

            regex.Append("\\u").Append(((int)body[i]).ToString("x4", System.Globalization.CultureInfo.InvariantCulture));
        }

        regex.Append(']');
    }
}

using System.Text;
using MeshHost.Helm.RegularExpressions;

namespace MeshHost.Helm.Rendering;

/// <summary>
/// Patterns of <c>.Files.Glob</c>: <c>*</c> and <c>?</c> stay within a path segment, <c>**</c> crosses them, <c>{a,b}</c> are alternatives,
/// <c>[a-z]</c> and <c>[!a-z]</c> classes.
/// </summary>
internal sealed class GlobPattern
{
    private readonly GoRegex _regex;

    private GlobPattern(GoRegex regex)
    {
        _regex = regex;
    }

    /// <summary>Reads a pattern; <see langword="null"/> when a class in it is none.</summary>
    public static GlobPattern? TryParse(string pattern)
    {
        var regex = new StringBuilder("(?s)^");
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
                    if (!TryAppendClass(regex, pattern, ref i))
                    {
                        return null;
                    }

                    break;
                case '\\' when i + 1 == pattern.Length:
                    break;
                case '\\':
                    AppendLiteral(regex, pattern[++i]);
                    break;
                default:
                    AppendLiteral(regex, pattern[i]);
                    break;
            }
        }

        // Alternatives end with the pattern at the latest.
        regex.Append(')', depth).Append(@"\z");
        return new GlobPattern(GoRegex.Compile(regex.ToString()));
    }

    public bool IsMatch(string path) => _regex.IsMatch(path);

    /// <summary>Reads <c>[a-z]</c>, one range, or <c>[abc]</c>, characters; either may be negated. The index ends at the bracket that closes it.</summary>
    private static bool TryAppendClass(StringBuilder regex, string pattern, ref int index)
    {
        var at = index + 1;
        regex.Append('[');
        if (at < pattern.Length && pattern[at] == '!')
        {
            regex.Append('^');
            at++;
        }

        if (at + 3 < pattern.Length && pattern[at + 1] == '-')
        {
            var (low, high) = (pattern[at], pattern[at + 2]);
            index = at + 3;
            AppendLiteral(regex, low);
            regex.Append('-');
            AppendLiteral(regex, high);
            regex.Append(']');
            return low <= high && pattern[index] == ']';
        }

        var start = at;
        for (; at < pattern.Length && pattern[at] != ']'; at++)
        {
            at += pattern[at] == '\\' && at + 1 < pattern.Length ? 1 : 0;
            AppendLiteral(regex, pattern[at]);
        }

        regex.Append(']');
        index = at;
        return at > start && at < pattern.Length;
    }

    private static void AppendLiteral(StringBuilder regex, char character) =>
        regex.Append(char.IsAscii(character) && !char.IsAsciiLetterOrDigit(character) ? "\\" : "").Append(character);
}

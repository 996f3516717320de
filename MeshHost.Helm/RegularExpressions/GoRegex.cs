using System.Text;
using MeshHost.Helm.Templating;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.RegularExpressions;

/// <summary>
/// Regular expressions with RE2's syntax and Go's semantics: leftmost match, first alternative first, in time linear in the
/// text. .NET's engines differ in classes, anchors, folding and replacement, so this is one of its own.
/// </summary>
internal sealed class GoRegex
{
    private readonly string _expression;
    private readonly RegexProgram _program;

    private GoRegex(string expression, RegexProgram program)
    {
        _expression = expression;
        _program = program;
    }

    /// <exception cref="FunctionException">The expression is not well formed.</exception>
    public static GoRegex Compile(string expression) => new(expression, RegexCompiler.Compile(RegexParser.Parse(expression)));

    public bool IsMatch(string text) => RegexMatcher.Match(_program, text, 0) is not null;

    /// <summary>The leftmost match; empty when there is none.</summary>
    public string Find(string text) => RegexMatcher.Match(_program, text, 0) is { } match ? text[match[0]..match[1]] : "";

    /// <summary>Up to a number of matches, all for a negative number; Go's nil slice when there is none.</summary>
    public string[] FindAll(string text, long limit)
    {
        var matches = Matches(text, limit);
        return matches.Count == 0 ? NilList.OfStrings : matches.ConvertAll(match => text[match[0]..match[1]]).ToArray();
    }

    /// <summary>Replaces all matches; $1, ${1} and ${name} in the replacement stand for groups.</summary>
    public string Replace(string text, string replacement) =>
        Replace(text, (output, match) => Expand(output, replacement, text, match));

    public string ReplaceLiteral(string text, string replacement) =>
        Replace(text, (output, _) => output.Append(replacement));

    public string[] Split(string text, long limit)
    {
        if (limit == 0)
        {
            return NilList.OfStrings;
        }

        if (_expression.Length > 0 && text.Length == 0)
        {
            return [""];
        }

        var parts = new List<string>();
        var (begin, end) = (0, 0);
        foreach (var match in Matches(text, limit))
        {
            if (limit > 0 && parts.Count == limit - 1)
            {
                break;
            }

            end = match[0];
            if (match[1] != 0)
            {
                parts.Add(text[begin..end]);
            }

            begin = match[1];
        }

        if (end != text.Length)
        {
            parts.Add(text[begin..]);
        }

        return [.. parts];
    }

    public static string QuoteMeta(string text)
    {
        var output = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            output.Append(@"\.+*?()|[]{}^$".Contains(c, StringComparison.Ordinal) ? "\\" : "").Append(c);
        }

        return output.ToString();
    }

    private List<int[]> Matches(string text, long limit)
    {
        var matches = new List<int[]>();
        var (position, previousEnd) = (0, -1);
        while ((limit < 0 || matches.Count < limit) && position <= text.Length)
        {
            var match = RegexMatcher.Match(_program, text, position);
            if (match is null)
            {
                break;
            }

            // An empty match right after another one does not count.
            var accept = match[1] != position || match[0] != previousEnd;
            position = match[1] == position ? position + RuneWidth(text, position) : match[1];
            previousEnd = match[1];
            if (accept)
            {
                matches.Add(match);
            }
        }

        return matches;
    }

    private string Replace(string text, Action<StringBuilder, int[]> append)
    {
        var output = new StringBuilder(text.Length + 16);
        var (lastEnd, position) = (0, 0);
        while (position <= text.Length)
        {
            var match = RegexMatcher.Match(_program, text, position);
            if (match is null)
            {
                break;
            }

            output.Append(text, lastEnd, match[0] - lastEnd);
            if (match[1] > lastEnd || match[0] == 0)
            {
                append(output, match);
            }

            if (output.Length > TemplateLimits.MaxString)
            {
                throw new FunctionException($"output exceeds the limit of {TemplateLimits.MaxString} characters");
            }

            lastEnd = match[1];
            position = Math.Max(match[1], position + RuneWidth(text, position));
        }

        return output.Append(text, lastEnd, text.Length - lastEnd).ToString();
    }

    private static int RuneWidth(string text, int at)
    {
        if (at >= text.Length)
        {
            return 1;
        }

        ByteString.RuneAt(text.AsSpan(at), out var width, out _);
        return width;
    }

    private void Expand(StringBuilder output, string template, string text, int[] match)
    {
        var at = 0;
        while (at < template.Length)
        {
            var dollar = template.IndexOf('$', at);
            if (dollar < 0)
            {
                break;
            }

            output.Append(template, at, dollar - at);
            at = dollar + 1;
            if (at < template.Length && template[at] == '$')
            {
                output.Append('$');
                at++;
                continue;
            }

            var braced = at < template.Length && template[at] == '{';
            var start = braced ? at + 1 : at;
            var end = start;
            while (end < template.Length && (template[end] == '_' || char.IsLetterOrDigit(template[end])))
            {
                end++;
            }

            if (end == start || (braced && (end >= template.Length || template[end] != '}')))
            {
                output.Append('$');
                continue;
            }

            AppendGroup(output, template[start..end], text, match);
            at = braced ? end + 1 : end;
        }

        output.Append(template, at, template.Length - at);
    }

    private void AppendGroup(StringBuilder output, string name, string text, int[] match)
    {
        var isNumber = name.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0 && name.Length < 9 && (name.Length == 1 || name[0] != '0');
        if (isNumber)
        {
            AppendGroup(output, int.Parse(name, System.Globalization.CultureInfo.InvariantCulture), text, match);
            return;
        }

        for (var i = 0; i < _program.GroupNames.Count; i++)
        {
            if (_program.GroupNames[i] == name && match[2 * i] >= 0)
            {
                AppendGroup(output, i, text, match);
                return;
            }
        }
    }

    private static void AppendGroup(StringBuilder output, int group, string text, int[] match)
    {
        if (2 * group + 1 < match.Length && match[2 * group] >= 0)
        {
            output.Append(text, match[2 * group], match[2 * group + 1] - match[2 * group]);
        }
    }
}

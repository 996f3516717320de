using System.Text.RegularExpressions;

namespace MeshHost.Kubernetes;

/// <summary>
/// Rewrites what YamlDotNet's scanner wrongly refuses: a block scalar that begins with a line of nothing but spaces. With an explicit indentation
/// such a line is content where it is longer than that ("found extra spaces in first line"). A mark at its end makes it a line like others; who
/// reads the scalars takes the mark out again.
/// </summary>
internal static partial class BlockScalarRepair
{
    /// <summary>Rewrites a text where it is necessary.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="mark">The mark to take out of each scalar; <see langword="null"/> when there is none.</param>
    /// <returns>The text, with the same lines.</returns>
    public static string Apply(string yaml, out string? mark)
    {
        mark = null;
        if (!Suspect().IsMatch(yaml))
        {
            return yaml;
        }

        string[] lines = yaml.Split('\n');
        string free = Enumerable.Range(0xE000, 0x1900).Select(code => ((char)code).ToString()).First(candidate => !yaml.Contains(candidate, StringComparison.Ordinal));
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].AsSpan().TrimStart(' ').StartsWith("#") || Header().Match(lines[i].TrimEnd('\r')) is not { Success: true } header)
            {
                continue;
            }

            int parent = ParentIndentation(lines[i], header.Index);
            int? indentation = header.Groups["indent"].ValueSpan is [var digit] ? parent + digit - '0' : null;
            for (int j = i + 1; j < lines.Length && string.IsNullOrWhiteSpace(lines[j]); j++)
            {
                string spaces = lines[j].TrimEnd('\r');
                if (indentation is null)
                {
                    lines[j] = "";
                }
                else if (spaces.Length > indentation)
                {
                    lines[j] = spaces + free;
                    mark = free;
                }
            }

            // What looks like a header within the block is text.
            int outer = Leading(lines[i]);
            while (i + 1 < lines.Length && (string.IsNullOrWhiteSpace(lines[i + 1]) || Leading(lines[i + 1]) > outer))
            {
                i++;
            }
        }

        return string.Join('\n', lines);
    }

    private static int Leading(string line) => line.Length - line.AsSpan().TrimStart(' ').Length;

    /// <summary>The indentation of the node that the block belongs to: the column of its key, or of its dash.</summary>
    private static int ParentIndentation(string line, int header)
    {
        int column = Leading(line);
        while (column + 1 < header && line[column] == '-' && line[column + 1] == ' ')
        {
            int next = column + 1;
            while (line[next] == ' ')
            {
                next++;
            }

            if (next >= header)
            {
                break;
            }

            column = next;
        }

        return column;
    }

    [GeneratedRegex(@"[|>][-+0-9]*[ \t]*(#[^\n]*)?\r?\n[ \t]+\r?\n")]
    private static partial Regex Suspect();

    [GeneratedRegex(@"(?<=(^|[ \t]))[|>]([-+]?(?<indent>[1-9])?|(?<indent>[1-9])[-+])[ \t]*(#.*)?$")]
    private static partial Regex Header();
}

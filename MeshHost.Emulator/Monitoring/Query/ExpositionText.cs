using System.Globalization;
using System.Text;

namespace MeshHost.Emulator.Monitoring.Query;

/// <summary>Reads Prometheus' text exposition format.</summary>
internal static class ExpositionText
{
    public static IEnumerable<(Dictionary<string, string> Labels, double Value)> Parse(string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (line[0] != '#' && ParseLine(line) is { } sample)
            {
                yield return sample;
            }
        }
    }

    private static (Dictionary<string, string> Labels, double Value)? ParseLine(string line)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        var open = line.IndexOf('{', StringComparison.Ordinal);
        var rest = line;
        if (open >= 0)
        {
            labels["__name__"] = line[..open];
            var position = open + 1;
            while (position < line.Length && line[position] != '}')
            {
                var equals = line.IndexOf('=', position);
                var name = line[position..equals].Trim(',', ' ');
                position = equals + 2;
                var value = new StringBuilder();
                while (position < line.Length && line[position] != '"')
                {
                    if (line[position] == '\\')
                    {
                        position++;
                    }

                    value.Append(line[position++]);
                }

                labels[name] = value.ToString();
                position++;
            }

            rest = line[(position + 1)..];
        }
        else
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            if (space < 0)
            {
                return null;
            }

            labels["__name__"] = line[..space];
            rest = line[space..];
        }

        return double.TryParse(rest.Trim().Split(' ')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? (labels, number) : null;
    }
}

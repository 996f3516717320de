using System.Text.Json;
using MeshHost.Helm.Charts;
using MeshHost.Helm.Values;
using MeshHost.Helm.Yaml;

namespace MeshHost.Helm.Repositories;

/// <summary>
/// Finds one chart in a repository's index. Public indexes have tens of megabytes for hundreds of charts, so the text streams by line by line and
/// only the lines of the wanted chart are held and parsed.
/// </summary>
internal static class RepositoryIndex
{
    /// <summary>
    /// The versions of a chart in the order of the index, which can be sought in; <see langword="null"/> when the index does not have the chart.
    /// </summary>
    /// <exception cref="ChartException">The index is malformed.</exception>
    public static IReadOnlyList<ChartVersion>? Find(Stream index, string chart, Uri repository)
    {
        object? entries;
        try
        {
            entries = IsJson(index) ? FindInJson(index, chart) : FindInYaml(index, chart);
        }
        catch (Exception e) when (e is YamlException or JsonException)
        {
            throw new ChartException($"the index is malformed: {e.Message}", e);
        }

        return entries switch
        {
            List<object?> list => [.. list.OfType<Dictionary<string, object?>>().Where(static e => e.GetValueOrDefault("removed") is not true).Select(e => Version(e, repository))],
            null => null,
            _ => throw new ChartException($"the index is malformed: the entry of {chart} is not a list"),
        };
    }

    private static ChartVersion Version(Dictionary<string, object?> entry, Uri repository)
    {
        var urls = entry.GetValueOrDefault("urls") as List<object?> ?? [];
        return new ChartVersion(ChartMetadataReader.ScalarText(entry.GetValueOrDefault("name")), ChartMetadataReader.ScalarText(entry.GetValueOrDefault("version")))
        {
            AppVersion = ChartMetadataReader.ScalarText(entry.GetValueOrDefault("appVersion")),
            Digest = ChartCache.NormalizeDigest(entry.GetValueOrDefault("digest") as string),
            Urls = [.. urls.OfType<string>().Select(url => new Uri(Folder(repository), url))],
        };
    }

    /// <summary>Relative addresses are meant within the repository's folder, whether its address ends with a slash or not.</summary>
    internal static Uri Folder(Uri repository) => repository.AbsolutePath.EndsWith('/')
        ? repository
        : new UriBuilder(repository) { Path = repository.AbsolutePath + "/" }.Uri;

    private static bool IsJson(Stream index)
    {
        int first;
        do
        {
            first = index.ReadByte();
        }
        while (first is ' ' or '\t' or '\r' or '\n');
        index.Position = 0;
        return first == '{';
    }

    private static object? FindInJson(Stream index, string chart)
    {
        using var document = JsonDocument.Parse(index);
        return document.RootElement.TryGetProperty("entries", out var entries) && entries.TryGetProperty(chart, out var found)
            ? ValueTree.FromJson(found)
            : null;
    }

    /// <summary>
    /// Cuts the chart's lines out by their indentation. In block style everything that belongs to a key is indented deeper than it, except
    /// that list items may stand right below it; multi-line text cannot come back to the key's column.
    /// </summary>
    private static object? FindInYaml(Stream index, string chart)
    {
        using var reader = new StreamReader(index, leaveOpen: true);
        var lines = new LineReader(reader);
        var block = new System.Text.StringBuilder();
        var inEntries = false;
        var column = -1;
        var collecting = false;
        while (lines.TryRead(out var line))
        {
            var indent = line.IndexOfAnyExcept(' ');
            if (indent < 0 || line[indent] == '#')
            {
                if (collecting)
                {
                    block.Append('\n');
                }

                continue;
            }

            if (indent == 0 && line[0] != '-')
            {
                if (collecting)
                {
                    break;
                }

                inEntries = KeyOf(line) is "entries";
                column = -1;
                continue;
            }

            if (!inEntries)
            {
                continue;
            }

            column = column < 0 ? indent : column;
            if (indent == column && line[indent] != '-')
            {
                if (collecting)
                {
                    break;
                }

                collecting = KeyOf(line[indent..]).SequenceEqual(chart);
            }

            if (collecting)
            {
                block.Append(line).Append('\n');
            }
        }

        return block.Length > 0 ? ((Dictionary<string, object?>)HelmYaml.Read(block.ToString())!).GetValueOrDefault(chart) : null;
    }

    private static ReadOnlySpan<char> KeyOf(ReadOnlySpan<char> line)
    {
        var colon = line.IndexOf(':');
        return colon < 0 ? [] : line[..colon].Trim().Trim('"').Trim('\'');
    }
}

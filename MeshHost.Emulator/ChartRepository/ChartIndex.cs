using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace MeshHost.Emulator.ChartRepository;

/// <summary>Writes the <c>index.yaml</c> of a chart repository.</summary>
internal static class ChartIndex
{
    private static readonly DateTimeOffset s_created = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The index of <paramref name="charts"/>, with URLs relative to the index.</summary>
    public static string Write(IReadOnlyList<ChartArchive> charts, DateTimeOffset generated)
    {
        var entries = new SortedDictionary<string, object>(StringComparer.Ordinal);
        foreach (var group in charts.GroupBy(chart => chart.Name, StringComparer.Ordinal))
        {
            entries[group.Key] = group.Select(Entry).ToList();
        }

        var index = new Dictionary<string, object>
        {
            ["apiVersion"] = "v1",
            ["entries"] = entries,
            ["generated"] = Format(generated),
        };

        // Quoted, because a version such as 1.10 or an appVersion such as 0x1 would be read as a number.
        return new SerializerBuilder().WithQuotingNecessaryStrings().WithDefaultScalarStyle(ScalarStyle.Any).Build().Serialize(index);
    }

    private static Dictionary<object, object?> Entry(ChartArchive chart) => new(chart.Metadata)
    {
        ["created"] = Format(s_created),
        ["digest"] = chart.Digest,
        ["urls"] = new List<string> { chart.FileName },
    };

    private static string Format(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}

using Spectre.Console;

namespace MeshHost.Hosting.ConsoleView;

/// <summary>Says, when everything has settled, how it went and where everything is.</summary>
internal static class RolloutSummary
{
    public static IEnumerable<string> Lines(IReadOnlyList<RolloutRow> rows, DateTimeOffset now)
    {
        var begun = rows.Select(r => r.Started).Min();
        var failed = rows.Where(r => r.Phase == RolloutPhase.Failed).ToArray();
        var duration = begun is { } start ? $" after {RolloutText.Duration(now - start)}" : string.Empty;
        yield return failed.Length == 0
            ? $"All {rows.Count} resources are ready{duration}."
            : $"{failed.Length} of {rows.Count} resources failed{duration}:";
        foreach (var row in failed)
        {
            var detail = RolloutText.OneLine(RolloutText.Detail(row));
            yield return $"  {row.Name}: {RolloutText.State(row)}{(detail.Length > 0 ? $": {detail}" : string.Empty)}";
        }

        foreach (var row in rows)
        {
            foreach (var url in row.Urls)
            {
                var name = url.DisplayProperties.DisplayName is { Length: > 0 } display ? display : url.Name ?? row.Name;
                yield return $"  {name}: {url.Url}";
            }
        }
    }

    public static void Write(IAnsiConsole console, IReadOnlyList<RolloutRow> rows, DateTimeOffset now)
    {
        foreach (var line in Lines(rows, now))
        {
            console.WriteLine(line);
        }
    }
}

using Spectre.Console;
using Spectre.Console.Rendering;

namespace MeshHost.Hosting.ConsoleView;

/// <summary>Draws the resources as a tree with columns. When it is too tall, what needs no attention is folded away.</summary>
internal static class RolloutTree
{
    private const string Frames = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";

    public static IRenderable Render(IReadOnlyList<RolloutRow> rows, DateTimeOffset now, int maxHeight, int frame)
    {
        var lines = Fold(Layout(rows), Math.Max(5, maxHeight - 3), out var folded);
        var table = new Table().Border(TableBorder.None).HideHeaders();
        table.AddColumn(new TableColumn(string.Empty).NoWrap());
        table.AddColumn(new TableColumn(string.Empty).NoWrap());
        table.AddColumn(new TableColumn(string.Empty).NoWrap().RightAligned());
        table.AddColumn(new TableColumn(string.Empty));
        foreach (var line in lines)
        {
            var row = line.Row;
            table.AddRow(
                new Markup($"[grey]{Markup.Escape(line.Guide)}[/]{Icon(row.Phase, frame)} {Markup.Escape(row.Name)}"),
                new Markup($"[{Color(row.Phase)}]{Markup.Escape(RolloutText.State(row))}[/]"),
                new Text(RolloutText.Elapsed(row, now)),
                new Text(RolloutText.OneLine(RolloutText.Detail(row)), new Style(Spectre.Console.Color.Grey)) { Overflow = Overflow.Ellipsis });
        }

        var ready = rows.Count(r => r.Phase == RolloutPhase.Ready);
        var failed = rows.Count(r => r.Phase == RolloutPhase.Failed);
        var footer = $"[bold]{ready}/{rows.Count} ready[/]"
            + (failed > 0 ? $"  [red]{failed} failed[/]" : string.Empty)
            + (folded > 0 ? $"  [grey]({folded} not shown)[/]" : string.Empty);
        return new Rows(table, new Markup(footer));
    }

    private static string Icon(RolloutPhase phase, int frame) => phase switch
    {
        RolloutPhase.Ready => "[green]✓[/]",
        RolloutPhase.Failed => "[red]✗[/]",
        RolloutPhase.Working => $"[blue]{Frames[frame % Frames.Length]}[/]",
        _ => "[grey]·[/]",
    };

    private static string Color(RolloutPhase phase) => phase switch
    {
        RolloutPhase.Ready => "green",
        RolloutPhase.Failed => "red",
        RolloutPhase.Working => "blue",
        _ => "grey",
    };

    private static List<Line> Layout(IReadOnlyList<RolloutRow> rows)
    {
        var names = rows.Select(r => r.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var children = rows
            .Where(r => r.ParentName is { } parent && names.Contains(parent))
            .ToLookup(r => r.ParentName!, StringComparer.OrdinalIgnoreCase);
        List<Line> lines = [];
        var visited = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var root in rows.Where(r => r.ParentName is not { } parent || !names.Contains(parent)))
        {
            Add(root, guide: string.Empty, indent: string.Empty);
        }

        return lines;

        void Add(RolloutRow row, string guide, string indent)
        {
            // Parents that point at each other must not draw for ever.
            if (!visited.Add(row.Name))
            {
                return;
            }

            lines.Add(new Line(row, guide));
            RolloutRow[] own = [.. children[row.Name]];
            for (var i = 0; i < own.Length; i++)
            {
                var last = i == own.Length - 1;
                Add(own[i], indent + (last ? "└─ " : "├─ "), indent + (last ? "   " : "│  "));
            }
        }
    }

    private static List<Line> Fold(List<Line> lines, int maxLines, out int folded)
    {
        var all = lines.Count;
        foreach (var phase in new[] { RolloutPhase.Ready, RolloutPhase.Waiting, RolloutPhase.Working })
        {
            var excess = lines.Count - maxLines;
            if (excess <= 0)
            {
                break;
            }

            var removed = lines.Where(l => l.Row.Phase == phase && l.Guide.Length > 0).Take(excess).ToHashSet();
            lines = [.. lines.Where(l => !removed.Contains(l))];
        }

        lines = lines.Count > maxLines ? lines[..maxLines] : lines;
        folded = all - lines.Count;
        return lines;
    }

    private sealed record Line(RolloutRow Row, string Guide);
}

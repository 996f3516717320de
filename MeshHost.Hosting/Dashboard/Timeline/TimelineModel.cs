using MeshHost.Hosting.Dashboard.Graph;
using MeshHost.Hosting.Dashboard.Live;

namespace MeshHost.Hosting.Dashboard.Timeline;

/// <summary>When each resource waited and worked, as shares of the time that is shown.</summary>
/// <param name="Start">The left end.</param>
/// <param name="End">The right end.</param>
/// <param name="Bars">The lines, in the order in which work began.</param>
/// <param name="CriticalPath">The resources that the end depended on, the first one first.</param>
internal sealed record TimelineModel(DateTimeOffset Start, DateTimeOffset End, IReadOnlyList<TimelineBar> Bars, IReadOnlyList<ResourceView> CriticalPath)
{
    private static readonly double[] s_steps =
        [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21600, 43200, 86400, 172800, 604800];

    public TimeSpan Length => End - Start;

    /// <param name="graph">The resources.</param>
    /// <param name="latest">Whether each resource's latest run is shown, in place of its first.</param>
    /// <param name="now">Where what goes on ends for now.</param>
    public static TimelineModel? Create(ResourceGraph graph, bool latest, DateTimeOffset now)
    {
        ResourceView[] nodes = [.. graph.Nodes.Where(n => RunOf(n) is not null)];
        if (nodes.Length == 0)
        {
            return null;
        }

        var start = nodes.Min(n => RunOf(n)!.Queued);
        var end = nodes.Max(n => RunOf(n)!.Ended ?? now);
        var length = Math.Max((end - start).TotalMilliseconds, 1);
        var path = Graph.CriticalPath.Find(graph, RunOf, now);
        var critical = path.Select(n => n.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var bars = nodes.Select(n =>
        {
            var run = RunOf(n)!;
            var ended = run.Ended ?? now;
            return new TimelineBar(n, run, Share(run.Queued), Share(run.Begun ?? ended), Share(ended), critical.Contains(n.Name));
        });
        return new TimelineModel(start, end, [.. bars.OrderBy(b => b.WorkFrom).ThenBy(b => b.WorkTo)], path);

        double Share(DateTimeOffset time) => Math.Clamp((time - start).TotalMilliseconds / length, 0, 1);

        ResourceRun? RunOf(ResourceView node) => node.Runs.IsEmpty ? null : latest ? node.Runs[^1] : node.Runs[0];
    }

    /// <summary>Round moments for the scale, at most a dozen.</summary>
    public IEnumerable<(double Share, TimeSpan Time)> Ticks()
    {
        var seconds = Math.Max(Length.TotalSeconds, 0.001);
        var step = s_steps.FirstOrDefault(s => seconds / s <= 12, seconds / 10);
        for (var tick = 0.0; tick <= seconds; tick += step)
        {
            yield return (tick / seconds, TimeSpan.FromSeconds(tick));
        }
    }
}

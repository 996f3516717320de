using System.Collections.Immutable;

namespace MeshHost.Hosting.Dashboard;

/// <summary>The pages, in the order of the navigation.</summary>
internal static class DashboardPages
{
    public static ImmutableArray<DashboardPage> All { get; } =
    [
        new("/", "Resources", "resources", typeof(Resources.ResourcesPage)),
        new("/graph", "Graph", "graph", typeof(Graph.GraphPage)),
        new("/timeline", "Timeline", "timeline", typeof(Timeline.TimelinePage)),
        new("/console", "Console", "console", typeof(ConsoleLogs.ConsolePage)),
        new("/logs", "Logs", "logs", typeof(Logs.LogsPage)),
        new("/traces", "Traces", "traces", typeof(Traces.TracesPage)),
        new("/metrics", "Metrics", "metrics", typeof(Metrics.MetricsPage)),
    ];
}

using MeshHost.Hosting.Dashboard.Live;

namespace MeshHost.Hosting.Dashboard.Graph;

/// <summary>
/// The chain that the rollout's end depended on: what was ready last, before it whichever of its dependencies was ready last, and so on.
/// Only making something on it faster makes the rollout faster.
/// </summary>
internal static class CriticalPath
{
    /// <summary>The nodes of the path, the first one first. What is still at work counts as ending now.</summary>
    public static IReadOnlyList<ResourceView> Find(ResourceGraph graph, Func<ResourceView, ResourceRun?> runOf, DateTimeOffset now)
    {
        var current = graph.Nodes.Where(n => runOf(n) is { Begun: not null }).MaxBy(n => (End(n), -Begin(n).Ticks));
        List<ResourceView> path = [];
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        while (current is not null && seen.Add(current.Name))
        {
            path.Add(current);
            current = graph.DependenciesOf(current).Where(n => runOf(n) is { Begun: not null }).MaxBy(n => (End(n), -Begin(n).Ticks));
        }

        path.Reverse();
        return path;

        DateTimeOffset End(ResourceView node) => runOf(node)!.Ended ?? now;

        DateTimeOffset Begin(ResourceView node) => runOf(node)!.Begun!.Value;
    }
}

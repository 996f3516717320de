using Aspire.Hosting;

namespace MeshHost.Lifecycle.Graph;

/// <summary>Refuses a graph in which nodes wait for each other.</summary>
/// <remarks>
/// The host finds the circles of its own waits. It does not know that a parent is ready only when its parts are, so that a part may not wait
/// for whoever waits for the parent.
/// </remarks>
internal static class RolloutOrder
{
    /// <summary>Checks that every node can start.</summary>
    /// <exception cref="DistributedApplicationException">Some nodes wait for each other; the message names them.</exception>
    public static void Check(LifecycleGraph graph)
    {
        if (FindCircle(graph) is { } circle)
        {
            throw new DistributedApplicationException(
                $"Resources wait for each other in a circle: {string.Join(" -> ", circle.Append(circle[0]).Select(n => $"'{n.Name}'"))}, where a wait for a parent is one "
                + "for all of its parts. None of them could ever start. Remove one of the waits, or give the part another parent.");
        }
    }

    private static List<LifecycleNode>? FindCircle(LifecycleGraph graph)
    {
        // Whoever has no dependencies left is taken away, until nobody is left or everybody waits.
        var waiting = graph.Nodes.ToDictionary(n => n, n => graph.DependenciesOf(n).Count);
        var ready = new Queue<LifecycleNode>(waiting.Where(w => w.Value == 0).Select(w => w.Key));
        while (ready.TryDequeue(out var node))
        {
            waiting.Remove(node);
            foreach (var dependant in graph.DependantsOf(node))
            {
                if (--waiting[dependant] == 0)
                {
                    ready.Enqueue(dependant);
                }
            }
        }

        if (waiting.Count == 0)
        {
            return null;
        }

        var path = new List<LifecycleNode>();
        for (var node = waiting.Keys.First(); ; node = graph.DependenciesOf(node).First(waiting.ContainsKey))
        {
            var seen = path.IndexOf(node);
            if (seen >= 0)
            {
                return path[seen..];
            }

            path.Add(node);
        }
    }
}

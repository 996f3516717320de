using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Hosting.Application;

/// <summary>Finds a circle in the graph of waits.</summary>
internal static class WaitCycleFinder
{
    /// <summary>The resources of a circle, in the order in which they wait, the first one repeated at the end.</summary>
    public static IReadOnlyList<IResource>? Find(IEnumerable<IResource> resources)
    {
        var done = new HashSet<IResource>(ReferenceEqualityComparer.Instance);
        foreach (var start in resources)
        {
            if (!done.Contains(start) && Search(start, done) is { } cycle)
            {
                return cycle;
            }
        }

        return null;
    }

    // Depth first with its own stack: a chain of ten thousand resources must not overflow the thread's.
    private static List<IResource>? Search(IResource start, HashSet<IResource> done)
    {
        var path = new Stack<(IResource Resource, IEnumerator<IResource> Next)>();
        var onPath = new HashSet<IResource>(ReferenceEqualityComparer.Instance);
        Enter(start);
        while (path.TryPeek(out var top))
        {
            if (!top.Next.MoveNext())
            {
                path.Pop();
                onPath.Remove(top.Resource);
                done.Add(top.Resource);
                continue;
            }

            var dependency = top.Next.Current;
            if (onPath.Contains(dependency))
            {
                List<IResource> cycle = [dependency];
                cycle.AddRange(path.Select(p => p.Resource).TakeWhile(r => !ReferenceEquals(r, dependency)));
                cycle.Add(dependency);
                cycle.Reverse();
                return cycle;
            }

            if (!done.Contains(dependency))
            {
                Enter(dependency);
            }
        }

        return null;

        void Enter(IResource resource)
        {
            onPath.Add(resource);
            path.Push((resource, resource.Annotations.OfType<WaitAnnotation>().Select(w => w.Resource).GetEnumerator()));
        }
    }
}

using MeshHost.Hosting.ConsoleView;
using MeshHost.Hosting.Dashboard.Live;

namespace MeshHost.Hosting.Dashboard.Graph;

/// <summary>Who waits for whom. A wait for a parent is one for all of its parts; parents are no nodes themselves.</summary>
internal sealed class ResourceGraph
{
    private const string ParameterType = "Parameter";

    private readonly Dictionary<string, List<ResourceView>> _dependencies = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<ResourceView>> _dependants = new(StringComparer.OrdinalIgnoreCase);

    public ResourceGraph(MirrorState state)
    {
        ResourceView[] shown = [.. state.Shown.Where(r => r.Row.ResourceType != ParameterType)];
        var children = shown.Where(r => r.Row.ParentName is not null).ToLookup(r => r.Row.ParentName!, StringComparer.OrdinalIgnoreCase);
        Nodes = [.. shown.Where(r => !children.Contains(r.Name) || r.Dependencies.Any())];
        var nodes = Nodes.ToDictionary(n => n.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var node in Nodes)
        {
            HashSet<string> targets = new(StringComparer.OrdinalIgnoreCase);
            foreach (var name in node.Dependencies)
            {
                Collect(name, targets);
            }

            targets.Remove(node.Name);
            _dependencies[node.Name] = [.. targets.Select(t => nodes[t])];
            foreach (var target in targets)
            {
                (_dependants.TryGetValue(target, out var list) ? list : _dependants[target] = []).Add(node);
            }
        }

        void Collect(string name, HashSet<string> targets)
        {
            if (nodes.ContainsKey(name))
            {
                targets.Add(name);
            }

            foreach (var child in children[name])
            {
                Collect(child.Name, targets);
            }
        }
    }

    /// <summary>The nodes, in the order of the model.</summary>
    public IReadOnlyList<ResourceView> Nodes { get; }

    public IReadOnlyList<ResourceView> DependenciesOf(ResourceView node) => _dependencies.TryGetValue(node.Name, out var list) ? list : [];

    public IReadOnlyList<ResourceView> DependantsOf(ResourceView node) => _dependants.TryGetValue(node.Name, out var list) ? list : [];

    /// <summary>What failed by itself, not because something that it depends on did.</summary>
    public IEnumerable<ResourceView> RootFailures =>
        Nodes.Where(n => n.Phase == RolloutPhase.Failed && !DependenciesOf(n).Any(d => d.Phase == RolloutPhase.Failed));

    /// <summary>What is not ready and depends on a node, directly or not.</summary>
    public IReadOnlyList<ResourceView> HeldUpBy(ResourceView node)
    {
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase) { node.Name };
        List<ResourceView> held = [];
        Queue<ResourceView> queue = new([node]);
        while (queue.TryDequeue(out var next))
        {
            foreach (var dependant in DependantsOf(next))
            {
                if (dependant.Phase != RolloutPhase.Ready && seen.Add(dependant.Name))
                {
                    held.Add(dependant);
                    queue.Enqueue(dependant);
                }
            }
        }

        return held;
    }
}

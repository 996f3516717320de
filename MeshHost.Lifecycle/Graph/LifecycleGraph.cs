using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Lifecycle.Graph;

/// <summary>The nodes that have a lifecycle, with the edges between them: who waits for whom.</summary>
internal sealed class LifecycleGraph
{
    private readonly Dictionary<string, LifecycleNode> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, IReadOnlyList<LifecycleNode>> _dependencies = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _waitForOthers = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<LifecycleNode>> _dependants = new(StringComparer.OrdinalIgnoreCase);

    public LifecycleGraph(DistributedApplicationModel model)
    {
        var byResource = new Dictionary<IResource, LifecycleNode>(ReferenceEqualityComparer.Instance);
        var children = new Dictionary<IResource, List<IResource>>(ReferenceEqualityComparer.Instance);
        foreach (var resource in model.Resources)
        {
            if (resource.TryGetLastAnnotation<LifecycleAnnotation>(out var annotation))
            {
                byResource[resource] = new LifecycleNode(resource, annotation);
            }

            if (resource is IResourceWithParent { Parent: { } parent })
            {
                (children.TryGetValue(parent, out var list) ? list : children[parent] = []).Add(resource);
            }
        }

        Nodes = [.. byResource.Values];
        foreach (var node in Nodes)
        {
            _byName.TryAdd(node.Name, node);
            var dependencies = new HashSet<LifecycleNode>();
            foreach (var wait in node.Resource.Annotations.OfType<WaitAnnotation>())
            {
                if (!Collect(wait.Resource, byResource, children, dependencies))
                {
                    _waitForOthers.Add(node.Name);
                }
            }

            _dependencies[node.Name] = [.. dependencies];
            foreach (var dependency in dependencies)
            {
                (_dependants.TryGetValue(dependency.Name, out var list) ? list : _dependants[dependency.Name] = []).Add(node);
            }
        }
    }

    /// <summary>Gets the nodes in the order in which they were added to the model.</summary>
    public IReadOnlyList<LifecycleNode> Nodes { get; }

    /// <summary>The nodes that must be ready before this one starts.</summary>
    public IReadOnlyList<LifecycleNode> DependenciesOf(LifecycleNode node) => _dependencies[node.Name];

    /// <summary>The nodes that start only after this one.</summary>
    public IReadOnlyList<LifecycleNode> DependantsOf(LifecycleNode node) => _dependants.TryGetValue(node.Name, out var list) ? list : [];

    /// <summary>Tells whether the node waits for a resource that is no node, such as a container or a project.</summary>
    public bool WaitsForOthers(LifecycleNode node) => _waitForOthers.Contains(node.Name);

    /// <summary>Tells whether the node waits for anything.</summary>
    public bool Waits(LifecycleNode node) => _dependencies[node.Name].Count > 0 || WaitsForOthers(node);

    /// <summary>The node of that name, or <see langword="null"/>.</summary>
    public LifecycleNode? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The nodes themselves and everything that depends on them, directly or not.</summary>
    public IReadOnlySet<LifecycleNode> WithDependants(IEnumerable<LifecycleNode> nodes)
    {
        var found = new HashSet<LifecycleNode>();
        var queue = new Queue<LifecycleNode>(nodes);
        while (queue.TryDequeue(out var node))
        {
            if (found.Add(node))
            {
                foreach (var dependant in DependantsOf(node))
                {
                    queue.Enqueue(dependant);
                }
            }
        }

        return found;
    }

    // A wait for a parent without a lifecycle of its own is a wait for all of its parts. False when there is no node behind the resource.
    private static bool Collect(
        IResource resource, Dictionary<IResource, LifecycleNode> nodes, Dictionary<IResource, List<IResource>> children, HashSet<LifecycleNode> into)
    {
        var found = false;
        if (nodes.TryGetValue(resource, out var node))
        {
            into.Add(node);
            found = true;
        }

        if (children.TryGetValue(resource, out var parts))
        {
            foreach (var part in parts)
            {
                found |= Collect(part, nodes, children, into);
            }
        }

        return found;
    }
}

using MeshHost.Lifecycle.Graph;
using MeshHost.Lifecycle.Running;

namespace MeshHost.Lifecycle.Planning;

/// <summary>Asks nodes what provisioning would change. Reads only.</summary>
internal sealed class Planner(LifecycleGraph graph, NodeRunner runner)
{
    /// <summary>Plans every node, in the order of the model. A node that cannot be planned hides none of the others.</summary>
    public Task<IReadOnlyList<NodePlan>> PlanAsync(CancellationToken cancellationToken) => PlanAsync(graph.Nodes, cancellationToken);

    /// <summary>Plans the given nodes, in their order.</summary>
    public async Task<IReadOnlyList<NodePlan>> PlanAsync(IEnumerable<LifecycleNode> nodes, CancellationToken cancellationToken)
    {
        var results = await runner.RunAsync(nodes, NodeIntent.Plan, cancellationToken).ConfigureAwait(false);
        return [.. results.Select(r => new NodePlan(r.Outcome.Name, r.Plan ?? ResourcePlan.NoChanges, r.Outcome.Cause))];
    }
}

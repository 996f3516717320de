using MeshHost.Resources.Lifecycle;

namespace MeshHost.Resources.Rollout;

/// <summary>Asks every node what provisioning would change. Reads only.</summary>
internal sealed class Planner(LifecycleGraph graph, LifecycleDriver driver)
{
    /// <summary>Plans every node, in the order of the model.</summary>
    public async Task<IReadOnlyList<NodePlan>> PlanAsync(CancellationToken cancellationToken)
    {
        var plans = graph.Nodes.Select(async node =>
            new NodePlan(node.Name, await PlanAsync(node, cancellationToken).ConfigureAwait(false)));
        return await Task.WhenAll(plans).ConfigureAwait(false);
    }

    /// <summary>Plans one node.</summary>
    public Task<ResourcePlan> PlanAsync(LifecycleNode node, CancellationToken cancellationToken) =>
        driver.RunStepAsync(node, "plan", context => node.Lifecycle.PlanAsync(context), cancellationToken);
}

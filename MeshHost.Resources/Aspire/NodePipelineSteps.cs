#pragma warning disable ASPIREPIPELINES001 // All of Aspire's pipelines are marked as experimental, and there is no other way to be part of a deployment.

using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Pipelines;
using MeshHost.Resources.Rollout;
using Microsoft.Extensions.DependencyInjection;

namespace MeshHost.Resources.Pipelines;

/// <summary>
/// The steps of one node in Aspire's pipelines: prepared and provisioned by <c>aspire deploy</c>, removed by <c>aspire destroy</c>, in the order of the
/// graph's edges.
/// </summary>
internal static class NodePipelineSteps
{
    // Literals, as these names are not constants in every version.
    private const string Deploy = "deploy";
    private const string DeployPrerequisites = "deploy-prereq";
    private const string Destroy = "destroy";
    private const string DestroyPrerequisites = "destroy-prereq";

    /// <summary>Makes the steps of a resource; none when it has no lifecycle.</summary>
    public static IEnumerable<PipelineStep> Create(IResource resource, IServiceProvider services)
    {
        var graph = services.GetRequiredService<LifecycleGraph>();
        if (graph.Find(resource.Name) is not { } node)
        {
            yield break;
        }

        List<string> beforeProvision = [DeployPrerequisites, .. graph.DependenciesOf(node).Select(ProvisionName)];
        if (node.Lifecycle.HasPreparation)
        {
            beforeProvision.Add(PrepareName(node));
            yield return new PipelineStep
            {
                Name = PrepareName(node),
                Description = $"Prepares '{node.Name}', which needs nothing of what it depends on.",
                Resource = resource,
                DependsOnSteps = [DeployPrerequisites],
                RequiredBySteps = [Deploy],
                Action = context => RunAsync(context, deployment => deployment.PrepareAsync(node, context.CancellationToken)),
            };
        }

        yield return new PipelineStep
        {
            Name = ProvisionName(node),
            Description = $"Provisions '{node.Name}' and waits until it is healthy.",
            Resource = resource,
            DependsOnSteps = beforeProvision,
            RequiredBySteps = [Deploy],
            Action = context => RunAsync(context, deployment => deployment.ProvisionAsync(node, context.CancellationToken)),
        };
        yield return new PipelineStep
        {
            Name = DestroyName(node),
            Description = $"Removes '{node.Name}'.",
            Resource = resource,
            DependsOnSteps = [DestroyPrerequisites, .. graph.DependantsOf(node).Select(DestroyName)],
            RequiredBySteps = [Destroy],
            Action = context => RunAsync(context, deployment => deployment.DestroyAsync(node, context.CancellationToken)),
        };
    }

    private static string PrepareName(LifecycleNode node) => $"prepare-{node.Name}";

    private static string ProvisionName(LifecycleNode node) => $"provision-{node.Name}";

    private static string DestroyName(LifecycleNode node) => $"destroy-{node.Name}";

    private static async Task RunAsync(PipelineStepContext context, Func<NodeDeployment, Task<NodeOutcome>> run)
    {
        var outcome = await run(context.Services.GetRequiredService<NodeDeployment>()).ConfigureAwait(false);
        if (outcome.Status is not NodeStatus.Healthy)
        {
            // Fails the step, and with it everything that depends on it.
            throw new DistributedApplicationException(outcome.Cause ?? $"'{outcome.Name}' failed.");
        }

        await context.ReportingStep.CompleteAsync(
            string.Create(CultureInfo.InvariantCulture, $"'{outcome.Name}' in {outcome.Duration.TotalSeconds:0.0} s"),
            CompletionState.Completed,
            context.CancellationToken).ConfigureAwait(false);
    }
}

#pragma warning disable ASPIREPIPELINES001 // Pipelines are marked as experimental, and there is no other way to be part of a deployment.
#pragma warning disable ASPIREPIPELINES004 // So is the output folder of a pipeline.

using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Pipelines;
using MeshHost.Lifecycle.Graph;
using MeshHost.Lifecycle.Removal;
using MeshHost.Lifecycle.Running;
using MeshHost.Lifecycle.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace MeshHost.Lifecycle.Pipelines;

/// <summary>
/// The steps of one node in Aspire's pipelines: prepared and provisioned by <c>aspire deploy</c>, written by <c>aspire publish</c>, removed by
/// <c>aspire destroy</c>, in the order of the graph's edges.
/// </summary>
internal static class NodePipelineSteps
{
    /// <summary>Makes the steps of a resource; none when it has no lifecycle.</summary>
    public static IEnumerable<PipelineStep> Create(IResource resource, IServiceProvider services)
    {
        var graph = services.GetRequiredService<LifecycleGraph>();
        if (graph.Find(resource.Name) is not { } node)
        {
            yield break;
        }

        List<string> beforeProvision = [WellKnownPipelineSteps.DeployPrereq, .. graph.DependenciesOf(node).Select(ProvisionName)];
        if (node.Lifecycle.HasPreparation)
        {
            beforeProvision.Add(PrepareName(node));
            yield return new PipelineStep
            {
                Name = PrepareName(node),
                Description = $"Prepares '{node.Name}', which needs nothing of what it depends on.",
                Resource = resource,
                DependsOnSteps = [WellKnownPipelineSteps.DeployPrereq],
                RequiredBySteps = [WellKnownPipelineSteps.Deploy],
                Action = context => RunAsync(context, node, NodeIntent.Prepare),
            };
        }

        yield return new PipelineStep
        {
            Name = ProvisionName(node),
            Description = $"Provisions '{node.Name}' and waits until it is healthy.",
            Resource = resource,
            DependsOnSteps = beforeProvision,
            RequiredBySteps = [WellKnownPipelineSteps.Deploy],
            Action = context => ProvisionAsync(context, node, graph),
        };
        yield return new PipelineStep
        {
            Name = DestroyName(node),
            Description = $"Removes '{node.Name}'.",
            Resource = resource,
            DependsOnSteps = [WellKnownPipelineSteps.DestroyPrereq, .. graph.DependantsOf(node).Select(DestroyName)],
            RequiredBySteps = [WellKnownPipelineSteps.Destroy],
            Action = context => DestroyAsync(context, node, graph),
        };
        if (node.Lifecycle.HasRendering)
        {
            yield return new PipelineStep
            {
                Name = $"render-{node.Name}",
                Description = $"Writes the Kubernetes objects of '{node.Name}' into a folder of its own.",
                Resource = resource,
                DependsOnSteps = [WellKnownPipelineSteps.PublishPrereq],
                RequiredBySteps = [WellKnownPipelineSteps.Publish],
                Action = context => RenderAsync(context, node),
            };
        }
    }

    private static string PrepareName(LifecycleNode node) => $"prepare-{node.Name}";

    private static string ProvisionName(LifecycleNode node) => $"provision-{node.Name}";

    private static string DestroyName(LifecycleNode node) => $"destroy-{node.Name}";

    private static async Task ProvisionAsync(PipelineStepContext context, LifecycleNode node, LifecycleGraph graph)
    {
        var trace = context.Services.GetRequiredService<RolloutTrace>();
        using var activity = trace.StartNode(node.Resource);
        trace.LinkDependencies(activity, graph.DependenciesOf(node));
        await RunAsync(context, node, NodeIntent.Provision).ConfigureAwait(false);
    }

    private static async Task RunAsync(PipelineStepContext context, LifecycleNode node, NodeIntent intent)
    {
        var result = await RunNodeAsync(context, node, intent).ConfigureAwait(false);
        await CompleteAsync(context, node, result.Succeeded ? null : result.Outcome.Cause, result.Outcome.Duration).ConfigureAwait(false);
    }

    private static Task<NodeResult> RunNodeAsync(PipelineStepContext context, LifecycleNode node, NodeIntent intent) =>
        ExplainInterruptionAsync(context, node, context.Services.GetRequiredService<NodeRunner>().RunAsync(node, intent, context.CancellationToken));

    // "A task was canceled" would not say which, nor what is half done.
    private static async Task<T> ExplainInterruptionAsync<T>(PipelineStepContext context, LifecycleNode node, Task<T> work)
    {
        try
        {
            return await work.ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (context.CancellationToken.IsCancellationRequested)
        {
            var during = context.Services.GetRequiredService<NodeStates>().CurrentActivity(node) is { } activity ? $" while it was {activity}" : "";
            throw new DistributedApplicationException($"'{node.Name}' was interrupted{during}. What was done stays; run again to continue.", exception);
        }
    }

    private static async Task DestroyAsync(PipelineStepContext context, LifecycleNode node, LifecycleGraph graph)
    {
        var time = context.Services.GetRequiredService<TimeProvider>();
        var started = time.GetTimestamp();
        var tearDown = context.Services.GetRequiredService<NodeTearDown>();

        // The others go in later steps of the same pipeline: where one of them must not be removed, none is.
        var refusals = await tearDown.FindRefusalsAsync(graph.Nodes, context.CancellationToken).ConfigureAwait(false);
        if (refusals.Count > 0)
        {
            await CompleteAsync(context, node, string.Join(" ", refusals.Values), time.GetElapsedTime(started)).ConfigureAwait(false);
            return;
        }

        var outcome = await ExplainInterruptionAsync(context, node, tearDown.RemoveAsync(node, context.CancellationToken)).ConfigureAwait(false);
        await CompleteAsync(context, node, outcome.Removed ? null : outcome.Cause, time.GetElapsedTime(started)).ConfigureAwait(false);
    }

    private static async Task RenderAsync(PipelineStepContext context, LifecycleNode node)
    {
        var result = await RunNodeAsync(context, node, NodeIntent.Render).ConfigureAwait(false);
        if (result.Manifest is { } manifest)
        {
            var root = context.Services.GetRequiredService<IPipelineOutputService>().GetOutputDirectory();
            var folder = Directory.CreateDirectory(Path.Combine(root, node.Name));

            // Values of Secrets stay out of a folder that is made to be committed.
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "manifest.yaml"), manifest.MaskedYaml, context.CancellationToken).ConfigureAwait(false);
        }

        await CompleteAsync(context, node, result.Succeeded ? null : result.Outcome.Cause, result.Outcome.Duration).ConfigureAwait(false);
    }

    private static Task CompleteAsync(PipelineStepContext context, LifecycleNode node, string? problem, TimeSpan duration) => problem is null
        ? context.ReportingStep.CompleteAsync(
            string.Create(CultureInfo.InvariantCulture, $"'{node.Name}' in {duration.TotalSeconds:0.0} s"), CompletionState.Completed, context.CancellationToken)

        // Fails the step, and with it everything that depends on it.
        : throw new DistributedApplicationException(problem);
}

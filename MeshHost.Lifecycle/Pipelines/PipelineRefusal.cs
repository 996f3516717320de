#pragma warning disable ASPIREPIPELINES001 // Pipelines are marked as experimental, and there is no other way to be part of a deployment.

using Aspire.Hosting;
using Aspire.Hosting.Pipelines;
using Microsoft.Extensions.DependencyInjection;

namespace MeshHost.Lifecycle.Pipelines;

/// <summary>What is wrong with how a pipeline is called. It is reported as a failed step: an AppHost that ends before is "an unexpected error" to the aspire CLI.</summary>
/// <param name="Step">The step that fails.</param>
/// <param name="Problem">What is wrong and what to do.</param>
/// <param name="IsUsage">Whether the command line is wrong, in place of incomplete.</param>
internal sealed record PipelineRefusal(string Step, string Problem, bool IsUsage)
{
    /// <summary>The steps that wait for every check: those that come first, and those that come last, as a pipeline may have nothing in between.</summary>
    public static IReadOnlyList<string> Entrances { get; } =
    [
        WellKnownPipelineSteps.ProcessParameters,
        WellKnownPipelineSteps.DeployPrereq,
        WellKnownPipelineSteps.DestroyPrereq,
        WellKnownPipelineSteps.PublishPrereq,
        WellKnownPipelineSteps.Deploy,
        WellKnownPipelineSteps.Destroy,
        WellKnownPipelineSteps.Publish,
    ];

    /// <summary>Lets every pipeline fail in its first step, before anything is read or written. A step that refuses already is left as it is.</summary>
    public static void Add(IDistributedApplicationBuilder builder, string step, string problem, bool isUsage = true)
    {
        if (Of(builder).Any(r => r.Step == step))
        {
            return;
        }

        builder.Services.AddSingleton(new PipelineRefusal(step, problem, isUsage));
        builder.Pipeline.AddStep(step, _ => throw new DistributedApplicationException(problem), requiredBy: Entrances);
    }

    /// <summary>The refusals of an application that is not built yet.</summary>
    public static IReadOnlyList<PipelineRefusal> Of(IDistributedApplicationBuilder builder) =>
        [.. builder.Services.Select(s => s.ImplementationInstance).OfType<PipelineRefusal>()];
}

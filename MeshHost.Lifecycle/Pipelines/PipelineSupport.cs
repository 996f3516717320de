#pragma warning disable ASPIREPIPELINES001 // Pipelines are marked as experimental, and there is no other way to be part of a deployment.

using Aspire.Hosting;
using Aspire.Hosting.Pipelines;
using Aspire.Hosting.Publishing;
using MeshHost.Lifecycle.Validation;
using Microsoft.Extensions.DependencyInjection;

namespace MeshHost.Lifecycle.Pipelines;

/// <summary>What all nodes together need in Aspire's pipelines.</summary>
internal static class PipelineSupport
{
    public const string CheckParameters = "check-parameters";

    public static void AddPipelineSupport(this IDistributedApplicationBuilder builder)
    {
        if (!builder.ExecutionContext.IsPublishMode)
        {
            return;
        }

        var outcome = new PipelineOutcome();
        builder.Services.AddSingleton(outcome);

        // Published after a pipeline that succeeded only: Aspire itself returns 0 after a failed one, unless its command-line tool drives it.
        builder.Eventing.Subscribe<AfterPublishEvent>((_, _) =>
        {
            outcome.Succeeded = true;
            return Task.CompletedTask;
        });
        SecretFreeDeploymentState.Add(builder.Services);
        builder.Pipeline.AddStep(
            CheckParameters,
            static async context =>
            {
                var gate = context.Services.GetRequiredService<GraphValidator>();
                var problems = await gate.FindProblemsAsync(refuseMissing: true, context.CancellationToken).ConfigureAwait(false);
                if (problems.Count > 0)
                {
                    throw new DistributedApplicationException(string.Join(Environment.NewLine, problems));
                }
            },
            dependsOn: WellKnownPipelineSteps.ProcessParameters,
            requiredBy: new[] { WellKnownPipelineSteps.DeployPrereq, WellKnownPipelineSteps.DestroyPrereq });
    }
}

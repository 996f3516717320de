#pragma warning disable ASPIREPIPELINES001 // Pipelines are marked as experimental, and there is no other way to be part of a deployment.

using Aspire.Hosting;
using Aspire.Hosting.Pipelines;
using Aspire.Hosting.Publishing;
using MeshHost.Lifecycle.Validation;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MeshHost.Lifecycle.Pipelines;

/// <summary>What all nodes together need in Aspire's pipelines.</summary>
internal static class PipelineSupport
{
    public const string CheckParameters = "check-parameters";

    private const string Interactivity = "ASPIRE_INTERACTIVITY_ENABLED";

    public static void AddPipelineSupport(this IDistributedApplicationBuilder builder)
    {
        if (!builder.ExecutionContext.IsPublishMode)
        {
            return;
        }

        var isWatched = PipelineWatch.IsWatched(builder.Configuration);
        var outcome = new PipelineOutcome();
        builder.Services.AddSingleton(outcome);

        // Published after a pipeline that succeeded only: Aspire itself returns 0 after a failed one, unless its command-line tool drives it.
        builder.Eventing.Subscribe<AfterPublishEvent>((_, _) =>
        {
            outcome.Succeeded = true;
            return Task.CompletedTask;
        });
        RememberedAnswers.Add(builder.Services);
        RememberedAnswers.YieldToGivenValues(builder.Configuration);
        PipelineLogging.Add(builder.Services, isWatched, builder.Configuration.GetValue("Pipeline:IncludeExceptionDetails", defaultValue: false));
        if (!isWatched)
        {
            // Without the CLI no person can answer: a missing parameter would be waited for.
            builder.Configuration[Interactivity] ??= "false";
            builder.Services.AddSingleton(sp => new PipelineConsole(Console.Error, sp.GetRequiredService<TimeProvider>()));
            builder.Services.AddSingleton<IPipelineActivityReporter, ConsolePipelineReporter>();
        }

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
            requiredBy: PipelineRefusal.Entrances.Where(e => e != WellKnownPipelineSteps.ProcessParameters));
    }
}

using Aspire.Hosting;
using MeshHost.Lifecycle.Pipelines;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MeshHost.Lifecycle.CommandLine;

/// <summary>Runs one of Aspire's pipelines, with an exit code also where the aspire CLI does not watch.</summary>
internal static class PipelineCommand
{
    /// <param name="builder">The application builder with the whole graph.</param>
    /// <param name="problems">What is wrong with the command line.</param>
    /// <param name="error">Where problems go when the aspire CLI does not show them.</param>
    /// <param name="cancellationToken">Interrupts the pipeline.</param>
    public static async Task<int> RunAsync(
        IDistributedApplicationBuilder builder, IReadOnlyList<string> problems, TextWriter error, CancellationToken cancellationToken)
    {
        if (problems.Count > 0)
        {
            PipelineRefusal.Add(builder, "check-arguments", string.Join(Environment.NewLine, problems));
        }

        var wrong = PipelineRefusal.Of(builder).Where(r => r.IsUsage).ToList();
        if (wrong.Count > 0 && !PipelineWatch.IsWatched(builder.Configuration))
        {
            await error.WriteLineAsync(string.Join(Environment.NewLine, wrong.Select(r => r.Problem))).ConfigureAwait(false);
            return ExitCodes.Usage;
        }

        builder.Services.AddSingleton(sp => new PipelineConsole(error, sp.GetRequiredService<TimeProvider>()));
        var onlyLists = builder.Configuration.GetValue("Pipeline:ListSteps", defaultValue: false);
        var application = builder.Build();
        await using var _ = application.ConfigureAwait(false);
        var outcome = application.Services.GetRequiredService<PipelineOutcome>();
        await application.RunAsync(cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return onlyLists || outcome.Succeeded ? ExitCodes.Success : wrong.Count > 0 ? ExitCodes.Usage : ExitCodes.Failed;
    }
}

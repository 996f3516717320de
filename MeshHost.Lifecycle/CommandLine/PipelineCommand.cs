using Aspire.Hosting;
using MeshHost.Lifecycle.Pipelines;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MeshHost.Lifecycle.CommandLine;

/// <summary>Runs one of Aspire's pipelines, with an exit code also where the aspire CLI does not watch.</summary>
internal static class PipelineCommand
{
    public static async Task<int> RunAsync(IDistributedApplicationBuilder builder, CancellationToken cancellationToken)
    {
        var onlyLists = builder.Configuration.GetValue("Pipeline:ListSteps", defaultValue: false);
        var application = builder.Build();
        await using var _ = application.ConfigureAwait(false);
        var outcome = application.Services.GetRequiredService<PipelineOutcome>();
        await application.RunAsync(cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return onlyLists || outcome.Succeeded ? ExitCodes.Success : ExitCodes.Failed;
    }
}

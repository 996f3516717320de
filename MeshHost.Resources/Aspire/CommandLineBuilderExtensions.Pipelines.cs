using MeshHost.Resources.CommandLine;
using MeshHost.Resources.Pipelines;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting;

/// <content>What only Aspire's own host has.</content>
public static partial class CommandLineBuilderExtensions
{
    static partial void FindPipelineRunner(ref Func<IDistributedApplicationBuilder, Task<int>>? runner) => runner = static async builder =>
    {
        var application = builder.Build();
        var deployment = application.Services.GetService<NodeDeployment>();
        await application.RunAsync().ConfigureAwait(false);

        // Aspire itself returns 0 after a failed step, unless its command-line tool drives it.
        return deployment is null or { Succeeded: true } ? ExitCodes.Success : ExitCodes.Failed;
    };
}

using Microsoft.Extensions.Configuration;

namespace MeshHost.Lifecycle.Pipelines;

/// <summary>Tells whether the aspire CLI drives the pipeline of this process.</summary>
internal static class PipelineWatch
{
    /// <summary>The socket that the CLI listens on: it shows the steps, asks for parameters, and ends this process.</summary>
    public const string BackchannelKey = "ASPIRE_BACKCHANNEL_PATH";

    public static bool IsWatched(IConfiguration configuration) => !string.IsNullOrEmpty(configuration[BackchannelKey]);
}

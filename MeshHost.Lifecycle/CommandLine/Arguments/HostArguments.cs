namespace MeshHost.Lifecycle.CommandLine;

/// <summary>The options that the hosts read from the same command line: ours and Aspire's. They are taken without being listed.</summary>
internal static class HostArguments
{
    public static IReadOnlyList<string> Names { get; } =
    [
        "applicationName",
        "clear-cache",
        "contentRoot",
        "dashboard",
        "dcp-cli-path",
        "dcp-container-runtime",
        "dcp-dashboard-path",
        "dcp-dependency-check-timeout",
        "deploy",
        "environment",
        "include-exception-details",
        "log-level",
        "operation",
        "output-path",
        "publisher",
        "step",
        "urls",
    ];

    /// <summary>Gets those that only pipelines have, as the aspire CLI passes them.</summary>
    public static IReadOnlyList<string> PipelineNames { get; } = ["list-steps", "yes"];
}

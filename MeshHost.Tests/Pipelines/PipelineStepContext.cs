namespace Aspire.Hosting.Pipelines;

/// <summary>What a step is run with. Stands in for Aspire's type, as far as it is used.</summary>
public sealed class PipelineStepContext
{
    public required IReportingStep ReportingStep { get; init; }

    public required IServiceProvider Services { get; init; }

    public CancellationToken CancellationToken { get; init; }
}

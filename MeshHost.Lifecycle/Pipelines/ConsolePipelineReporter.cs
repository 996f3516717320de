#pragma warning disable ASPIREPIPELINES001 // Pipelines are marked as experimental, and there is no other way to be part of a deployment.

using System.Collections.Concurrent;
using System.Globalization;
using Aspire.Hosting.Pipelines;

namespace MeshHost.Lifecycle.Pipelines;

/// <summary>Writes a line when a step of a pipeline has ended, what nodes say in between, and the result. Aspire leaves that to its CLI.</summary>
internal sealed class ConsolePipelineReporter(PipelineConsole console) : IPipelineActivityReporter
{
    /// <summary>The step around all others, which Aspire makes.</summary>
    private const string Whole = "pipeline-execution";

    private readonly ConcurrentBag<ConsolePipelineStep> _steps = [];
    private readonly long _started = console.Time.GetTimestamp();

    public Task<IReportingStep> CreateStepAsync(string title, CancellationToken cancellationToken = default)
    {
        var step = new ConsolePipelineStep(title, title == Whole ? null : console, console.Time);
        if (title != Whole)
        {
            _steps.Add(step);
        }

        return Task.FromResult<IReportingStep>(step);
    }

    public Task CompletePublishAsync(PublishCompletionOptions? options = null, CancellationToken cancellationToken = default)
    {
        var failed = _steps.Where(s => s.State is CompletionState.CompletedWithError).Select(s => s.Title).Order(StringComparer.Ordinal).ToList();
        var seconds = console.Time.GetElapsedTime(_started).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        console.Write(failed.Count > 0
            ? $"{failed.Count} of {_steps.Count} steps failed after {seconds} s: {string.Join(", ", failed)}"
            : options?.CompletionState is CompletionState.CompletedWithError
                ? $"the pipeline failed after {seconds} s: {options.CompletionMessage}"
                : $"{_steps.Count} steps succeeded in {seconds} s");
        return Task.CompletedTask;
    }

    [Obsolete("The interface still has it.")]
    public Task CompletePublishAsync(string? completionMessage = null, CompletionState? completionState = null, CancellationToken cancellationToken = default) =>
        CompletePublishAsync(new PublishCompletionOptions { CompletionMessage = completionMessage, CompletionState = completionState }, cancellationToken);
}

#pragma warning disable ASPIREPIPELINES001 // Pipelines are marked as experimental, and there is no other way to be part of a deployment.

using Aspire.Hosting.Pipelines;

namespace MeshHost.Lifecycle.Pipelines;

/// <summary>A part of a step, whose lines are the step's.</summary>
internal sealed class ConsolePipelineTask(ConsolePipelineStep step) : IReportingTask
{
    public Task UpdateAsync(string statusText, CancellationToken cancellationToken = default)
    {
        step.Say(statusText);
        return Task.CompletedTask;
    }

    public Task UpdateAsync(MarkdownString statusText, CancellationToken cancellationToken = default) => UpdateAsync(statusText.Value, cancellationToken);

    public Task CompleteAsync(string? completionMessage = null, CompletionState completionState = CompletionState.Completed, CancellationToken cancellationToken = default) =>
        completionMessage is { Length: > 0 } message ? UpdateAsync(message, cancellationToken) : Task.CompletedTask;

    public Task CompleteAsync(MarkdownString completionMessage, CompletionState completionState = CompletionState.Completed, CancellationToken cancellationToken = default) =>
        CompleteAsync(completionMessage.Value, completionState, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

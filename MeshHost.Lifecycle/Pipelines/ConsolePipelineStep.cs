#pragma warning disable ASPIREPIPELINES001 // Pipelines are marked as experimental, and there is no other way to be part of a deployment.

using System.Globalization;
using Aspire.Hosting.Pipelines;
using Microsoft.Extensions.Logging;

namespace MeshHost.Lifecycle.Pipelines;

/// <summary>A step whose lines and end are written to the console.</summary>
internal sealed class ConsolePipelineStep(string title, PipelineConsole? console, TimeProvider time) : IReportingStep
{
    private readonly long _started = time.GetTimestamp();
    private int _ended;

    public string Title => title;

    public CompletionState State { get; private set; } = CompletionState.InProgress;

    public Task<IReportingTask> CreateTaskAsync(string statusText, CancellationToken cancellationToken = default)
    {
        Say(statusText);
        return Task.FromResult<IReportingTask>(new ConsolePipelineTask(this));
    }

    public Task<IReportingTask> CreateTaskAsync(MarkdownString statusText, CancellationToken cancellationToken = default) =>
        CreateTaskAsync(statusText.Value, cancellationToken);

    [Obsolete("The interface still has it.")]
    public void Log(LogLevel logLevel, string message, bool enableMarkdown) => Say(message);

    public void Log(LogLevel logLevel, string message) => Say(message);

    public void Log(LogLevel logLevel, MarkdownString message) => Say(message.Value);

    public Task CompleteAsync(string completionText, CompletionState completionState = CompletionState.Completed, CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
        {
            State = completionState;
            var seconds = time.GetElapsedTime(_started).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
            console?.Write(completionState is CompletionState.CompletedWithError ? $"failed  {title} ({seconds} s): {completionText}" : $"done    {title} ({seconds} s)");
        }

        return Task.CompletedTask;
    }

    public Task CompleteAsync(MarkdownString completionText, CompletionState completionState = CompletionState.Completed, CancellationToken cancellationToken = default) =>
        CompleteAsync(completionText.Value, completionState, cancellationToken);

    public async ValueTask DisposeAsync() => await CompleteAsync("").ConfigureAwait(false);

    internal void Say(string line) => console?.Write($"        {title}: {line}");
}

namespace Aspire.Hosting.Pipelines;

/// <summary>Where a step says how it went. Stands in for Aspire's type, as far as it is used.</summary>
public interface IReportingStep : IAsyncDisposable
{
    Task CompleteAsync(string completionText, CompletionState completionState = CompletionState.Completed, CancellationToken cancellationToken = default);
}

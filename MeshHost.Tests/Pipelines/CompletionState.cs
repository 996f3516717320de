namespace Aspire.Hosting.Pipelines;

/// <summary>How a step ended. Stands in for Aspire's type, as far as it is used.</summary>
public enum CompletionState
{
    Completed = 1,
}

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The outcome of a command.</summary>
public sealed class ExecuteCommandResult
{
    /// <summary>Whether the command succeeded.</summary>
    public required bool Success { get; init; }

    /// <summary>Whether a person cancelled the command.</summary>
    public bool Canceled { get; init; }

    /// <summary>What a person is told.</summary>
    public string? Message { get; init; }

    /// <summary>What the command found out.</summary>
    public CommandResultData? Data { get; init; }
}

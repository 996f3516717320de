namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a command found out.</summary>
public sealed class CommandResultData
{
    /// <summary>The text.</summary>
    public required string Value { get; init; }

    /// <summary>What kind of text it is.</summary>
    public CommandResultFormat Format { get; init; }

    /// <summary>Whether a dashboard opens it without being asked.</summary>
    public bool DisplayImmediately { get; init; }
}

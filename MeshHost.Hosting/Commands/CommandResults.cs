namespace Aspire.Hosting.ApplicationModel;

/// <summary>Makes outcomes of commands.</summary>
public static class CommandResults
{
    /// <summary>The command succeeded.</summary>
    /// <returns>The outcome.</returns>
    public static ExecuteCommandResult Success() => new() { Success = true };

    /// <summary>The command succeeded.</summary>
    /// <param name="message">What a person is told.</param>
    /// <returns>The outcome.</returns>
    public static ExecuteCommandResult Success(string message) => new() { Success = true, Message = message };

    /// <summary>The command succeeded and found something out.</summary>
    /// <param name="message">What a person is told.</param>
    /// <param name="result">What the command found out.</param>
    /// <param name="resultFormat">What kind of text it is.</param>
    /// <returns>The outcome.</returns>
    public static ExecuteCommandResult Success(
        string message,
        string result,
        CommandResultFormat resultFormat = CommandResultFormat.Text) =>
        Success(message, new CommandResultData { Value = result, Format = resultFormat });

    /// <summary>The command succeeded and found something out.</summary>
    /// <param name="message">What a person is told.</param>
    /// <param name="result">What the command found out.</param>
    /// <param name="resultFormat">What kind of text it is.</param>
    /// <param name="displayImmediately">Whether a dashboard opens it without being asked.</param>
    /// <returns>The outcome.</returns>
    public static ExecuteCommandResult Success(
        string message,
        string result,
        CommandResultFormat resultFormat,
        bool displayImmediately) =>
        Success(message, new CommandResultData { Value = result, Format = resultFormat, DisplayImmediately = displayImmediately });

    /// <summary>The command succeeded and found something out.</summary>
    /// <param name="message">What a person is told.</param>
    /// <param name="value">What the command found out.</param>
    /// <returns>The outcome.</returns>
    public static ExecuteCommandResult Success(string message, CommandResultData value) =>
        new() { Success = true, Message = message, Data = value };

    /// <summary>The command failed.</summary>
    /// <param name="errorMessage">What a person is told.</param>
    /// <returns>The outcome.</returns>
    public static ExecuteCommandResult Failure(string? errorMessage = null) => new() { Success = false, Message = errorMessage };

    /// <summary>The command failed and found something out.</summary>
    /// <param name="errorMessage">What a person is told.</param>
    /// <param name="result">What the command found out.</param>
    /// <param name="resultFormat">What kind of text it is.</param>
    /// <returns>The outcome.</returns>
    public static ExecuteCommandResult Failure(
        string errorMessage,
        string result,
        CommandResultFormat resultFormat = CommandResultFormat.Text) =>
        Failure(errorMessage, new CommandResultData { Value = result, Format = resultFormat });

    /// <summary>The command failed and found something out.</summary>
    /// <param name="errorMessage">What a person is told.</param>
    /// <param name="value">What the command found out.</param>
    /// <returns>The outcome.</returns>
    public static ExecuteCommandResult Failure(string errorMessage, CommandResultData value) =>
        new() { Success = false, Message = errorMessage, Data = value };

    /// <summary>The command failed by an exception.</summary>
    /// <param name="exception">The exception; its message is what a person is told.</param>
    /// <returns>The outcome.</returns>
    public static ExecuteCommandResult Failure(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return Failure(exception.Message);
    }

    /// <summary>A person cancelled the command.</summary>
    /// <returns>The outcome.</returns>
    public static ExecuteCommandResult Canceled() => new() { Success = false, Canceled = true };
}

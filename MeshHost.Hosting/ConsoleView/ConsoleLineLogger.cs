using System.Globalization;
using Microsoft.Extensions.Logging;

namespace MeshHost.Hosting.ConsoleView;

internal sealed class ConsoleLineLogger(string category, ConsoleLines lines, TimeProvider timeProvider) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        var time = timeProvider.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        var message = formatter(state, exception);
        lines.Write($"{time} {Level(logLevel)} {category}: {message}{(exception is null ? string.Empty : Environment.NewLine + exception)}");
    }

    private static string Level(LogLevel logLevel) => logLevel switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };
}

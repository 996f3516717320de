using Microsoft.Extensions.Logging;

namespace MeshHost.Hosting.Logs;

/// <summary>Writes the console log of a resource, and repeats each line to the host's loggers when there is where to.</summary>
internal sealed class ResourceLogger(ResourceLog log, Func<ILoggerFactory?> forwardTo) : ILogger
{
    private readonly Lock _lock = new();
    private (ILoggerFactory Factory, ILogger Logger)? _forward;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => Forward()?.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => logLevel is not LogLevel.None;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        var message = formatter(state, exception);
        log.Write(exception is null ? message : message + Environment.NewLine + exception, logLevel >= LogLevel.Error);
        Forward()?.Log(logLevel, eventId, state, exception, formatter);
    }

    private ILogger? Forward()
    {
        if (forwardTo() is not { } factory)
        {
            return null;
        }

        lock (_lock)
        {
            if (_forward is not { } forward || !ReferenceEquals(forward.Factory, factory))
            {
                _forward = forward = (factory, factory.CreateLogger(ResourceLogCategory.Of(log.Name)));
            }

            return forward.Logger;
        }
    }
}

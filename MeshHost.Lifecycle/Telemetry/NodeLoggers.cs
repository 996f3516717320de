using Aspire.Hosting.ApplicationModel;
using MeshHost.Lifecycle.Graph;
using Microsoft.Extensions.Logging;

namespace MeshHost.Lifecycle.Telemetry;

/// <summary>The loggers of nodes: a line goes to the node's console log on the dashboard, and as a structured log to where telemetry goes.</summary>
internal sealed class NodeLoggers(ResourceLoggerService resources, ILoggerFactory factory)
{
    /// <summary>The category under which the structured logs of a node are known, before its name.</summary>
    public const string CategoryPrefix = "MeshHost.Node.";

    public ILogger For(LifecycleNode node) => new NodeLogger(resources.GetLogger(node.Resource), factory.CreateLogger(CategoryPrefix + node.Name));

    private sealed class NodeLogger(ILogger console, ILogger structured) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => structured.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => console.IsEnabled(logLevel) || structured.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            console.Log(logLevel, eventId, state, exception, formatter);
            structured.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}

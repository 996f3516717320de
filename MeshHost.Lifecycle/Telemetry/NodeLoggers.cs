using System.Collections.Concurrent;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Lifecycle.Graph;
using Microsoft.Extensions.Logging;

namespace MeshHost.Lifecycle.Telemetry;

/// <summary>The loggers of nodes: a line goes to the node's console log on the dashboard, and as a structured log to where telemetry goes.</summary>
internal sealed class NodeLoggers(ResourceLoggerService resources, ILoggerFactory factory)
{
    /// <summary>The category under which the structured logs of a node are known, before its name.</summary>
    public const string CategoryPrefix = "MeshHost.Node.";

    private readonly ConcurrentDictionary<string, ILogger> _loggers = new(StringComparer.OrdinalIgnoreCase);

    public ILogger For(LifecycleNode node) => _loggers.GetOrAdd(
        node.Name,
        static (name, state) => new NodeLogger(state.Resources.GetLogger(state.Node.Resource), state.Factory.CreateLogger(CategoryPrefix + name)),
        (Resources: resources, Factory: factory, Node: node));

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

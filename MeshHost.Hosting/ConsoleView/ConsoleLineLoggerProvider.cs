using Microsoft.Extensions.Logging;

namespace MeshHost.Hosting.ConsoleView;

/// <summary>Writes the host's own logs to the console, in step with the view of the rollout.</summary>
[ProviderAlias("Console")]
internal sealed class ConsoleLineLoggerProvider(ConsoleLines lines, TimeProvider timeProvider) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new ConsoleLineLogger(categoryName, lines, timeProvider);

    public void Dispose()
    {
        // The console is not ours to close.
    }
}

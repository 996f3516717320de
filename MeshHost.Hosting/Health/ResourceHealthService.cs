using System.Collections.Concurrent;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MeshHost.Hosting.Health;

/// <summary>Keeps a health monitor for each resource that is running, and discards it when the resource has ended.</summary>
internal sealed class ResourceHealthService(
    ResourceNotificationService notifications,
    DistributedApplicationExecutionContext executionContext,
    DistributedApplicationModel model,
    IDistributedApplicationEventing eventing,
    HealthCheckRunner runner,
    IServiceProvider services,
    TimeProvider timeProvider,
    ILogger<ResourceHealthService> logger) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<string, ResourceHealthMonitor> _monitors = new(StringComparer.OrdinalIgnoreCase);
    private Task _watching = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (executionContext.IsRunMode)
        {
            runner.ThrowIfUnregistered(model.Resources);
            _watching = WatchAsync();
        }

        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_monitors.Values.Select(m => m.Completion))
            .WaitAsync(cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task WatchAsync()
    {
        await foreach (var resourceEvent in notifications.WatchAsync(_stopping.Token).ConfigureAwait(false))
        {
            var name = resourceEvent.Resource.Name;
            var state = resourceEvent.Snapshot.State?.Text;
            if (_monitors.TryGetValue(name, out var monitor))
            {
                if (KnownResourceStates.TerminalStates.Contains(state, StringComparer.OrdinalIgnoreCase))
                {
                    _monitors.TryRemove(name, out _);
                    monitor.Stop();
                }
                else
                {
                    monitor.OnState(state);
                }
            }
            else if (string.Equals(state, KnownResourceStates.Running, StringComparison.OrdinalIgnoreCase))
            {
                monitor = new ResourceHealthMonitor(
                    resourceEvent.Resource, notifications, eventing, runner, services, timeProvider, logger, _stopping.Token);
                _monitors[name] = monitor;
                monitor.Start(state);
            }
        }
    }
}

using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace MeshHost.Hosting.Health;

/// <summary>Runs the health checks of one resource again and again, and tells everybody once the resource is ready.</summary>
internal sealed partial class ResourceHealthMonitor
{
    private static readonly TimeSpan s_healthyInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_unhealthyStep = TimeSpan.FromSeconds(1);
    private const int MaxUnhealthySteps = 5;

    private readonly IResource _resource;
    private readonly ResourceNotificationService _notifications;
    private readonly IDistributedApplicationEventing _eventing;
    private readonly HealthCheckRunner _runner;
    private readonly IServiceProvider _services;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _cancellation;
    private readonly Lock _lock = new();
    private TaskCompletionSource _stateChanged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _state;
    private bool _ready;

    public ResourceHealthMonitor(
        IResource resource,
        ResourceNotificationService notifications,
        IDistributedApplicationEventing eventing,
        HealthCheckRunner runner,
        IServiceProvider services,
        TimeProvider timeProvider,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        _resource = resource;
        _notifications = notifications;
        _eventing = eventing;
        _runner = runner;
        _services = services;
        _timeProvider = timeProvider;
        _logger = logger;
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    public Task Completion { get; private set; } = Task.CompletedTask;

    public void Start(string? state)
    {
        _state = state;
        ImmutableArray<string> keys = HealthCheckRunner.KeysOf(_resource);
        if (keys.IsEmpty)
        {
            FireReady();
            return;
        }

        Completion = Task.Run(() => RunAsync(keys, _cancellation.Token), CancellationToken.None);
    }

    public void OnState(string? state)
    {
        lock (_lock)
        {
            if (state == _state)
            {
                return;
            }

            _state = state;
            _stateChanged.TrySetResult();
        }
    }

    public void Stop() => _cancellation.Cancel();

    private async Task RunAsync(ImmutableArray<string> keys, CancellationToken cancellationToken)
    {
        try
        {
            var failures = 0;
            while (true)
            {
                var changed = NextStateChange();
                var started = _timeProvider.GetTimestamp();
                var reports = await _runner.RunAsync(keys, cancellationToken).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                await _notifications.PublishUpdateAsync(_resource, s => s with { HealthReports = reports }).ConfigureAwait(false);

                var healthy = reports.All(r => r.Status == HealthStatus.Healthy);
                failures = healthy ? 0 : failures + 1;
                if (healthy)
                {
                    FireReady();
                }

                var delay = healthy ? s_healthyInterval : s_unhealthyStep * Math.Min(failures, MaxUnhealthySteps);
                await DelayAsync(delay, started, changed, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The resource has ended, or the application has.
        }
        catch (Exception exception)
        {
            Log.MonitorFailed(_logger, exception, _resource.Name);
        }
    }

    private Task NextStateChange()
    {
        lock (_lock)
        {
            if (_stateChanged.Task.IsCompleted)
            {
                _stateChanged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return _stateChanged.Task;
        }
    }

    /// <summary>Waits before the next check. A change of state ends the wait early, but two checks are at least a second apart.</summary>
    private async Task DelayAsync(TimeSpan delay, long lastCheck, Task stateChanged, CancellationToken cancellationToken)
    {
        using var delaying = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var elapse = Task.Delay(delay, _timeProvider, delaying.Token);
        if (await Task.WhenAny(elapse, stateChanged).ConfigureAwait(false) == elapse)
        {
            await elapse.ConfigureAwait(false);
            return;
        }

        await delaying.CancelAsync().ConfigureAwait(false);
        var rest = s_unhealthyStep - _timeProvider.GetElapsedTime(lastCheck);
        if (rest > TimeSpan.Zero)
        {
            await Task.Delay(rest, _timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    private void FireReady()
    {
        if (_ready)
        {
            return;
        }

        _ready = true;

        // Started on another thread, so that a handler that blocks holds up neither the checks nor the other resources.
        var handled = Task.Run(
            () => _eventing.PublishAsync(new ResourceReadyEvent(_resource, _services), _cancellation.Token),
            CancellationToken.None);
        _ = handled.ContinueWith(
            task => Log.ReadyFailed(_logger, task.Exception!.InnerException ?? task.Exception, _resource.Name),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        _ = _notifications.PublishUpdateAsync(_resource, s => s with { ResourceReadyEvent = new ReadyEventSnapshot(handled) });
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The health of resource '{ResourceName}' is not monitored any longer.")]
        public static partial void MonitorFailed(ILogger logger, Exception exception, string resourceName);

        [LoggerMessage(
            Level = LogLevel.Error,
            Message = "A handler of the ready event of resource '{ResourceName}' failed; whoever waits for the resource fails with it.")]
        public static partial void ReadyFailed(ILogger logger, Exception exception, string resourceName);
    }
}

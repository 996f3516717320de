using System.Collections.Concurrent;
using MeshHost.Emulator.Kubernetes;
using Microsoft.Extensions.Logging;

namespace MeshHost.Emulator.Controllers;

/// <summary>Runs one controller: watches, queues and calls it, and tries again what failed.</summary>
internal sealed partial class ControllerRunner : IAsyncDisposable
{
    private const int Workers = 4;
    private static readonly TimeSpan s_firstRetry = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_lastRetry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_shortestRepeat = TimeSpan.FromMilliseconds(50);

    private readonly Controller _controller;
    private readonly ControllerContext _context;
    private readonly ILogger _logger;
    private readonly WorkQueue _queue = new();
    private readonly ConcurrentDictionary<ObjectKey, int> _failures = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<IDisposable> _subscriptions = [];
    private Task _workers = Task.CompletedTask;

    public ControllerRunner(Controller controller, ControllerContext context)
    {
        _controller = controller;
        _context = context;
        _logger = context.Loggers.CreateLogger("MeshHost.Emulator." + controller.Name);
    }

    public void Start()
    {
        foreach (var rule in _controller.Watches)
        {
            _subscriptions.Add(_context.Cache.Subscribe(rule.Group, rule.Resource, change =>
            {
                foreach (var key in rule.Map(change))
                {
                    _queue.Add(key);
                }
            }));
        }

        _workers = Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(() => WorkAsync(_stop.Token))));
    }

    public async ValueTask DisposeAsync()
    {
        _subscriptions.ForEach(subscription => subscription.Dispose());
        await _stop.CancelAsync().ConfigureAwait(false);
        await _workers.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var key = await _queue.TakeAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                EmulatorTelemetry.Reconciliations.Add(1, new KeyValuePair<string, object?>("controller", _controller.Name));
                var again = await _controller.ReconcileAsync(key, cancellationToken).ConfigureAwait(false);
                _failures.TryRemove(key, out _);
                if (again is { } delay)
                {
                    AddLater(key, _context.Clock.Interval(delay, s_shortestRepeat), cancellationToken);
                }
            }
            catch (Exception ex) when (!cancellationToken.IsCancellationRequested)
            {
                var failures = _failures.AddOrUpdate(key, 1, static (_, count) => count + 1);
                if (ex is StatusException)
                {
                    Log.Refused(_logger, _controller.Name, key, ex.Message);
                }
                else
                {
                    Log.Failed(_logger, ex, _controller.Name, key);
                }

                AddLater(key, Backoff(failures), cancellationToken);
            }
            finally
            {
                _queue.Done(key);
            }
        }
    }

    private static TimeSpan Backoff(int failures)
    {
        var delay = s_firstRetry * Math.Pow(2, Math.Min(failures - 1, 10));
        return delay < s_lastRetry ? delay : s_lastRetry;
    }

    private void AddLater(ObjectKey key, TimeSpan delay, CancellationToken cancellationToken) =>
        _ = Task.Delay(delay, _context.Clock.Time, cancellationToken).ContinueWith(
            _ => _queue.Add(key), cancellationToken, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "{Controller} could not reconcile '{Key}' and tries again: {Reason}")]
        public static partial void Refused(ILogger logger, string controller, ObjectKey key, string reason);

        [LoggerMessage(LogLevel.Warning, "{Controller} failed on '{Key}' and tries again")]
        public static partial void Failed(ILogger logger, Exception exception, string controller, ObjectKey key);
    }
}

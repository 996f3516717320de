using Aspire.Hosting.ApplicationModel;
using MeshHost.Hosting.ConsoleView;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MeshHost.Hosting.Dashboard.Live;

/// <summary>Keeps what the pages show of resources. Requests read the last state as it is; nothing is computed while they wait.</summary>
internal sealed partial class ResourceMirror(
    ResourceNotificationService notifications,
    IHostApplicationLifetime lifetime,
    TimeProvider timeProvider,
    ILogger<ResourceMirror> logger)
{
    private readonly Dictionary<string, int> _positions = new(StringComparer.OrdinalIgnoreCase);
    private readonly RolloutModel _model = new(timeProvider);
    private MirrorState _state = new(0, []);

    public MirrorState State => Volatile.Read(ref _state);

    /// <summary>Begins to watch.</summary>
    public void Start() => _ = WatchAsync(notifications.Subscribe(), lifetime.ApplicationStopped);

    private async Task WatchAsync(Notifications.SnapshotSubscription subscription, CancellationToken cancellationToken)
    {
        using var _ = subscription;
        try
        {
            while (await subscription.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                var views = State.Resources.ToBuilder();
                while (subscription.Reader.TryRead(out var resourceEvent))
                {
                    Apply(views, resourceEvent);
                }

                Volatile.Write(ref _state, new MirrorState(State.Version + 1, views.ToImmutable()));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The application has stopped.
        }
        catch (Exception exception)
        {
            Log.Stopped(logger, exception);
        }
    }

    private void Apply(System.Collections.Immutable.ImmutableArray<ResourceView>.Builder views, ResourceEvent resourceEvent)
    {
        var (_, row) = _model.Update(resourceEvent);
        var known = _positions.TryGetValue(row.Name, out var position);
        var view = ResourceHistory.Append(known ? views[position] : null, resourceEvent, row, timeProvider.GetUtcNow());
        if (known)
        {
            views[position] = view;
            return;
        }

        _positions[row.Name] = views.Count;
        views.Add(view);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The dashboard no longer follows the states of resources.")]
        public static partial void Stopped(ILogger logger, Exception exception);
    }
}

using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using MeshHost.Hosting.Telemetry;
using Microsoft.Extensions.Logging;

namespace MeshHost.Hosting.Orchestration;

/// <summary>Holds a resource that is about to start until what it waits for is available.</summary>
internal sealed partial class ResourceStartGate(
    IDistributedApplicationEventing eventing,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    TimeProvider timeProvider) : IDisposable
{
    private DistributedApplicationEventSubscription? _subscription;

    public void Subscribe() => _subscription ??= eventing.Subscribe<BeforeResourceStartedEvent>(
        async (@event, cancellationToken) =>
        {
            var begun = timeProvider.GetTimestamp();
            await WaitAsync(@event.Resource, cancellationToken).ConfigureAwait(false);
            HostingTelemetry.WaitDuration.Record(timeProvider.GetElapsedTime(begun).TotalSeconds);
        });

    public void Dispose()
    {
        if (_subscription is { } subscription)
        {
            eventing.Unsubscribe(subscription);
        }
    }

    private async Task WaitAsync(IResource resource, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var dependencies = notifications.WaitForDependenciesAsync(resource, waiting.Token);

        // Waiting is shown before the wait gives up the thread. A resource that is not shown so was not waiting when its start began,
        // and its state says nothing about whether somebody wants the wait to end.
        if (dependencies.IsCompleted || !IsWaiting(resource))
        {
            await dependencies.ConfigureAwait(false);
            return;
        }

        var forced = notifications.WaitForResourceAsync(resource.Name, e => !IsWaiting(e.Snapshot), waiting.Token);
        var first = await Task.WhenAny(dependencies, forced).ConfigureAwait(false);
        await waiting.CancelAsync().ConfigureAwait(false);
        if (first == dependencies || !forced.IsCompletedSuccessfully)
        {
            await ObserveAsync(forced).ConfigureAwait(false);
            await dependencies.ConfigureAwait(false);
            return;
        }

        var logger = loggers.GetLogger(resource);
        Log.ForcedStart(logger);
        await ObserveAsync(dependencies).ConfigureAwait(false);
    }

    private bool IsWaiting(IResource resource) =>
        notifications.TryGetCurrentState(resource.Name, out var current) && IsWaiting(current.Snapshot);

    private static bool IsWaiting(CustomResourceSnapshot snapshot) =>
        string.Equals(snapshot.State?.Text, KnownResourceStates.Waiting, StringComparison.OrdinalIgnoreCase);

    private static async Task ObserveAsync(Task task) => await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "The resource was started by hand; it does not wait any longer.")]
        public static partial void ForcedStart(ILogger logger);
    }
}

using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Hosting.Notifications;

/// <summary>Shows on a waiting resource the names of those that it still waits for.</summary>
internal sealed class PendingDependencies(ResourceNotificationService notifications, IResource resource, IReadOnlyList<WaitAnnotation> waits)
{
    private readonly Lock _lock = new();
    private readonly List<WaitAnnotation> _pending = [.. waits];

    public Task ShowAsync() => PublishAsync(enterWaiting: true);

    public Task RemoveAsync(WaitAnnotation wait)
    {
        lock (_lock)
        {
            _pending.Remove(wait);
        }

        return PublishAsync(enterWaiting: false);
    }

    public Task ClearAsync()
    {
        lock (_lock)
        {
            _pending.Clear();
        }

        return PublishAsync(enterWaiting: false);
    }

    // A resource that was moved on by a person, or has failed, must not be pushed back into waiting.
    private static bool MayWait(string? state) =>
        string.IsNullOrEmpty(state)
        || state == KnownResourceStates.NotStarted
        || state == KnownResourceStates.Starting
        || state == KnownResourceStates.Waiting;

    private Task PublishAsync(bool enterWaiting) => notifications.PublishUpdateAsync(resource, snapshot =>
    {
        ImmutableArray<string> names;
        lock (_lock)
        {
            names = [.. _pending.Select(w => w.Resource.Name).Distinct(StringComparer.OrdinalIgnoreCase)];
        }

        var others = snapshot.Properties.RemoveAll(p => p.Name == WaitDiagnosis.WaitingForProperty);
        return snapshot with
        {
            State = enterWaiting && MayWait(snapshot.State?.Text) ? KnownResourceStates.Waiting : snapshot.State,
            Properties = names.IsEmpty ? others : [.. others, new ResourcePropertySnapshot(WaitDiagnosis.WaitingForProperty, names)],
        };
    });
}

using Aspire.Hosting.ApplicationModel;
using MeshHost.Lifecycle.Graph;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MeshHost.Lifecycle.Hosting;

/// <summary>Gives every parent the state of its parts: running when they are, failed or unhealthy when one of them is.</summary>
internal sealed partial class PartsAggregator(
    DistributedApplicationModel model, ResourceNotificationService notifications, TimeProvider time, ILogger<PartsAggregator> logger) : BackgroundService
{
    private readonly Dictionary<string, List<IResource>> _parts = model.Resources
        .OfType<IResourceWithParent>()
        .Where(r => r.Parent.HasAnnotationOfType<PartsAnnotation>())
        .GroupBy(r => r.Parent.Name, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(g => g.Key, g => g.Cast<IResource>().ToList(), StringComparer.OrdinalIgnoreCase);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var states = new Dictionary<string, CustomResourceSnapshot>(StringComparer.OrdinalIgnoreCase);
        try
        {
            // A parent without parts gets no state from them: what waits for it would never start.
            foreach (var parent in model.Resources.Where(r => r.HasAnnotationOfType<PartsAnnotation>() && !_parts.ContainsKey(r.Name)))
            {
                await notifications.PublishUpdateAsync(parent, s => s with
                {
                    State = new ResourceStateSnapshot(KnownResourceStates.Running, null),
                }).ConfigureAwait(false);
            }

            // Parts change in bursts. A parent is looked at once for all of them, not once for each.
            var changed = new HashSet<IResource>(ReferenceEqualityComparer.Instance);
            var changes = notifications.WatchAsync(stoppingToken).GetAsyncEnumerator(stoppingToken);
            await using var _ = changes.ConfigureAwait(false);
            while (true)
            {
                var next = changes.MoveNextAsync();
                if (!next.IsCompleted)
                {
                    foreach (var parent in changed)
                    {
                        await PublishAsync(parent, _parts[parent.Name], states).ConfigureAwait(false);
                    }

                    changed.Clear();
                }

                if (!await next.ConfigureAwait(false))
                {
                    break;
                }

                var change = changes.Current;
                if (change.Resource is IResourceWithParent { Parent: { } owner } && _parts.ContainsKey(owner.Name))
                {
                    states[change.Resource.Name] = change.Snapshot;
                    changed.Add(owner);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            Log.Stopped(logger, exception);
            throw;
        }
    }

    internal static (string State, string? Style, string Summary) Aggregate(IReadOnlyList<IResource> parts, Dictionary<string, CustomResourceSnapshot> states)
    {
        var ready = 0;
        string? unhealthy = null;
        foreach (var part in parts)
        {
            states.TryGetValue(part.Name, out var snapshot);
            var state = snapshot?.State?.Text;
            if (state == KnownResourceStates.FailedToStart)
            {
                return (KnownResourceStates.FailedToStart, KnownResourceStateStyles.Error, $"'{part.Name}' failed");
            }

            if (state == KnownResourceStates.RuntimeUnhealthy)
            {
                unhealthy ??= part.Name;
            }
            else if (state == KnownResourceStates.Running && snapshot!.HealthStatus is HealthStatus.Healthy)
            {
                ready++;
            }
            else if (state == KnownResourceStates.Running && snapshot!.HealthReports.Any(r => r.Status is HealthStatus.Unhealthy or HealthStatus.Degraded))
            {
                unhealthy ??= part.Name;
            }
        }

        return ready == parts.Count
            ? (KnownResourceStates.Running, null, $"{ready} of {parts.Count} parts ready")
            : (KnownResourceStates.Starting, KnownResourceStateStyles.Info, unhealthy is null
                ? $"{ready} of {parts.Count} parts ready"
                : $"{ready} of {parts.Count} parts ready; '{unhealthy}' is unhealthy");
    }

    private async Task PublishAsync(IResource parent, List<IResource> parts, Dictionary<string, CustomResourceSnapshot> states)
    {
        if (parts.TrueForAll(p => !states.TryGetValue(p.Name, out var s) || s.State is null || s.State.Text == KnownResourceStates.NotStarted))
        {
            return;
        }

        var (state, style, summary) = Aggregate(parts, states);
        await notifications.PublishUpdateAsync(parent, s =>
        {
            // A parent that was up and has lost a part is unhealthy, not starting.
            var wasUp = s.State?.Text is { } text && (text == KnownResourceStates.Running || text == KnownResourceStates.RuntimeUnhealthy);
            var (shown, shownStyle) = wasUp && state == KnownResourceStates.Starting
                ? (KnownResourceStates.RuntimeUnhealthy, KnownResourceStateStyles.Warn)
                : (state, style);
            return s with
            {
                State = new ResourceStateSnapshot(shown, shownStyle),
                StartTimeStamp = shown == KnownResourceStates.Running ? s.StartTimeStamp ?? time.GetUtcNow().UtcDateTime : s.StartTimeStamp,
                Properties = LifecycleContext.WithProperty(s.Properties, LifecycleContext.ActivityProperty, summary),
            };
        }).ConfigureAwait(false);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The states of the parents are no longer updated.")]
        public static partial void Stopped(ILogger logger, Exception exception);
    }
}

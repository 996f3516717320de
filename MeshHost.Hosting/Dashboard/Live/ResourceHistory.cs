using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Hosting.ConsoleView;

namespace MeshHost.Hosting.Dashboard.Live;

/// <summary>Makes of a snapshot and what came before it the view that includes both.</summary>
internal static class ResourceHistory
{
    private const int MaxChanges = 200;
    private const int MaxRuns = 20;

    public static ResourceView Append(ResourceView? previous, ResourceEvent resourceEvent, RolloutRow row, DateTimeOffset now)
    {
        var change = new StateChange(now, row.State, row.Health, RolloutText.Detail(row) is { Length: > 0 } reason ? reason : null);
        var changes = previous?.Changes ?? [];
        if (changes.IsEmpty || changes[^1] with { Time = now } != change)
        {
            changes = Bounded(changes.Add(change), MaxChanges);
        }

        return new ResourceView(resourceEvent.Resource, resourceEvent.Snapshot, row, changes, Runs(previous?.Runs ?? [], row, now));
    }

    private static ImmutableArray<ResourceRun> Runs(ImmutableArray<ResourceRun> runs, RolloutRow row, DateTimeOffset now)
    {
        var open = runs is [.., { Ended: null } last] ? last : null;
        switch (row.Phase)
        {
            case RolloutPhase.Ready or RolloutPhase.Failed when open is not null:
                return runs.SetItem(runs.Length - 1, open with { Ended = now, Failed = row.Phase == RolloutPhase.Failed });
            case RolloutPhase.Waiting when open is null && row.State == KnownResourceStates.Waiting:
                return Bounded(runs.Add(new ResourceRun(now, null, null, Failed: false)), MaxRuns);
            case RolloutPhase.Working when open is { Begun: null }:
                return runs.SetItem(runs.Length - 1, open with { Begun = now });

            // Running but unhealthy is a matter of health; only what starts is brought up.
            case RolloutPhase.Working when open is null && row.Health is null && row.State != KnownResourceStates.Stopping:
                return Bounded(runs.Add(new ResourceRun(now, now, null, Failed: false)), MaxRuns);
            default:
                return runs;
        }
    }

    private static ImmutableArray<T> Bounded<T>(ImmutableArray<T> items, int max) => items.Length > max ? items.RemoveAt(0) : items;
}

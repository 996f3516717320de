using Aspire.Hosting.ApplicationModel;
using MeshHost.Hosting.Notifications;
using MeshHost.Hosting.Orchestration;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshHost.Hosting.ConsoleView;

/// <summary>What the console shows, kept up to date with snapshots. Property values other than the activity never get here.</summary>
internal sealed class RolloutModel(TimeProvider timeProvider)
{
    public const string ActivityProperty = "meshhost.activity";
    private const string ParameterType = "Parameter";

    private readonly Dictionary<string, RolloutRow> _rows = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _order = [];
    private int _shown;
    private int _settled;

    /// <summary>The rows to show, in the order of the model.</summary>
    public IEnumerable<RolloutRow> Rows => _order.Select(name => _rows[name]).Where(IsShown);

    /// <summary>Whether nothing is on its way any longer.</summary>
    public bool IsSettled => _shown > 0 && _settled == _shown;

    /// <summary>Takes a snapshot in; returns the row before and after.</summary>
    public (RolloutRow? Previous, RolloutRow Current) Update(ResourceEvent resourceEvent)
    {
        var name = resourceEvent.ResourceId;
        if (!_rows.TryGetValue(name, out var previous))
        {
            _order.Add(name);
        }

        var current = _rows[name] = ToRow(name, resourceEvent.Snapshot, previous);

        // Counted as they come: looking at all rows for every snapshot would make a rollout of thousands quadratic.
        Count(previous, -1);
        Count(current, 1);
        return (previous, current);
    }

    private void Count(RolloutRow? row, int change)
    {
        if (row is not null && IsShown(row))
        {
            _shown += change;
            _settled += row.Phase is RolloutPhase.Ready or RolloutPhase.Failed ? change : 0;
        }
    }

    // A parameter that has its value is no news.
    private static bool IsShown(RolloutRow row) =>
        !row.IsHidden && (row.ResourceType != ParameterType || row.Phase == RolloutPhase.Failed);

    private RolloutRow ToRow(string name, CustomResourceSnapshot snapshot, RolloutRow? previous)
    {
        var phase = PhaseOf(snapshot);
        var now = timeProvider.GetUtcNow();
        var begun = phase != RolloutPhase.Waiting;
        var settled = phase is RolloutPhase.Ready or RolloutPhase.Failed;
        return new RolloutRow
        {
            Name = name,
            ParentName = Text(snapshot, InitialSnapshotFactory.ParentNameProperty),
            ResourceType = snapshot.ResourceType,
            State = snapshot.State?.Text ?? string.Empty,
            Health = snapshot.HealthStatus,
            Activity = Text(snapshot, ActivityProperty),
            WaitingFor = Text(snapshot, WaitDiagnosis.WaitingForProperty),
            HealthProblem = snapshot.HealthReports
                .Where(r => r.Status is HealthStatus.Unhealthy or HealthStatus.Degraded)
                .OrderBy(r => r.Status)
                .FirstOrDefault()?.Description,
            Urls = [.. snapshot.Urls.Where(u => !u.IsInternal && !u.IsInactive)],
            IsHidden = snapshot.IsHidden,
            Phase = phase,
            Started = Started(snapshot) ?? previous?.Started ?? (begun ? now : null),
            Settled = settled ? previous?.Settled ?? now : null,
        };
    }

    private static DateTimeOffset? Started(CustomResourceSnapshot snapshot) =>
        snapshot.StartTimeStamp is { } start ? new DateTimeOffset(DateTime.SpecifyKind(start, DateTimeKind.Utc)) : null;

    private static string? Text(CustomResourceSnapshot snapshot, string propertyName) =>
        snapshot.Properties.FirstOrDefault(p => p.Name == propertyName && !p.IsSensitive)?.Value switch
        {
            string text => text,
            IEnumerable<string> texts => string.Join(", ", texts),
            _ => null,
        };

    private static RolloutPhase PhaseOf(CustomResourceSnapshot snapshot)
    {
        var state = snapshot.State?.Text;
        if (state == KnownResourceStates.Running)
        {
            return snapshot.HealthStatus == HealthStatus.Healthy ? RolloutPhase.Ready : RolloutPhase.Working;
        }

        if (state == KnownResourceStates.Finished || state == KnownResourceStates.Exited)
        {
            return snapshot.ExitCode is null or 0 ? RolloutPhase.Ready : RolloutPhase.Failed;
        }

        if (state == KnownResourceStates.FailedToStart
            || state == KnownResourceStates.ValueMissing
            || state == KnownResourceStates.RuntimeUnhealthy)
        {
            return RolloutPhase.Failed;
        }

        if (state == KnownResourceStates.Active)
        {
            return RolloutPhase.Ready;
        }

        return string.IsNullOrEmpty(state) || state == KnownResourceStates.Waiting || state == KnownResourceStates.NotStarted
            ? RolloutPhase.Waiting
            : RolloutPhase.Working;
    }
}

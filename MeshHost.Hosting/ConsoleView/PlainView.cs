using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Hosting.ConsoleView;

/// <summary>A line for each change of a resource, for logs and pipes.</summary>
internal sealed class PlainView(ConsoleLines lines, TimeProvider timeProvider)
{
    public void Show(RolloutRow? previous, RolloutRow current)
    {
        if (current.IsHidden || !IsNews(previous, current))
        {
            return;
        }

        var now = timeProvider.GetUtcNow();
        var time = timeProvider.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        var elapsed = RolloutText.Elapsed(current, now);
        var detail = RolloutText.OneLine(RolloutText.Detail(current));
        var state = current.Phase == RolloutPhase.Ready && current.Health is { } health
            ? $"{current.State} ({health})"
            : RolloutText.State(current);
        lines.Write($"{time} {current.Name}: {state}"
            + (elapsed.Length > 0 ? $" [{elapsed}]" : string.Empty)
            + (detail.Length > 0 ? $" {detail}" : string.Empty));
    }

    private static bool IsNews(RolloutRow? previous, RolloutRow current) =>
        current.State.Length > 0
        && current.State != KnownResourceStates.NotStarted
        && (previous is null
            || previous.State != current.State
            || previous.Health != current.Health
            || (previous.HealthProblem != current.HealthProblem && current.HealthProblem is not null)
            || (previous.Activity != current.Activity && current.Activity is not null && current.Phase != RolloutPhase.Ready));
}

using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace MeshHost.Hosting.Notifications;

/// <summary>Makes first snapshots, and completes each snapshot with what the host derives: command states, icon, hiding.</summary>
internal sealed partial class SnapshotComposer(IServiceProvider services, ILogger logger)
{
    public CustomResourceSnapshot CreateInitial(IResource resource)
    {
        var snapshot = resource.TryGetLastAnnotation<ResourceSnapshotAnnotation>(out var annotation)
            ? annotation.InitialSnapshot
            : new CustomResourceSnapshot { ResourceType = resource.GetType().Name, Properties = [] };

        ImmutableArray<HealthReportSnapshot> pending =
        [
            .. resource.AncestorsAndSelf()
                .SelectMany(r => r.Annotations.OfType<HealthCheckAnnotation>())
                .Select(a => a.Key)
                .Distinct(StringComparer.Ordinal)
                .Select(key => new HealthReportSnapshot(key, Status: null, Description: null, ExceptionText: null)),
        ];

        return pending.IsEmpty || !snapshot.HealthReports.IsEmpty ? snapshot : snapshot with { HealthReports = pending };
    }

    public CustomResourceSnapshot Complete(IResource resource, CustomResourceSnapshot previous, CustomResourceSnapshot snapshot)
    {
        // A resource that is started again is not ready before it says so again.
        if (IsTerminal(previous) && !IsTerminal(snapshot))
        {
            snapshot = snapshot with { ResourceReadyEvent = null };
        }

        if (snapshot.IconName is null && resource.TryGetLastAnnotation<ResourceIconAnnotation>(out var icon))
        {
            snapshot = snapshot with { IconName = icon.IconName, IconVariant = icon.IconVariant };
        }

        if (!snapshot.IsHidden && IsHidden(resource, snapshot))
        {
            snapshot = snapshot with { IsHidden = true };
        }

        var commands = ComputeCommands(resource, snapshot);
        return commands.SequenceEqual(snapshot.Commands) ? snapshot : snapshot with { Commands = commands };
    }

    private static bool IsTerminal(CustomResourceSnapshot snapshot) =>
        KnownResourceStates.TerminalStates.Contains(snapshot.State?.Text, StringComparer.OrdinalIgnoreCase);

    private static bool IsHidden(IResource resource, CustomResourceSnapshot snapshot) =>
        resource.TryGetLastAnnotation<HiddenAnnotation>(out var hidden)
        && (hidden.Behavior == HiddenBehavior.Always
            || (snapshot.State?.Text is { } state
                && (state == KnownResourceStates.Finished || state == KnownResourceStates.Exited)
                && hidden.SuccessfulExitCodes.Contains(snapshot.ExitCode ?? 0)));

    private ImmutableArray<ResourceCommandSnapshot> ComputeCommands(IResource resource, CustomResourceSnapshot snapshot)
    {
        ImmutableArray<ResourceCommandSnapshot>.Builder? commands = null;
        foreach (var command in resource.Annotations.OfType<ResourceCommandAnnotation>())
        {
            commands ??= ImmutableArray.CreateBuilder<ResourceCommandSnapshot>();
            commands.Add(new ResourceCommandSnapshot(
                command.Name,
                ComputeState(resource, command, snapshot),
                command.DisplayName,
                command.DisplayDescription,
                Parameter: null,
                command.ConfirmationMessage,
                command.IconName,
                command.IconVariant,
                command.IsHighlighted)
            {
                Arguments = command.Arguments,
                Visibility = command.Visibility,
            });
        }

        return commands?.ToImmutable() ?? [];
    }

    private ResourceCommandState ComputeState(IResource resource, ResourceCommandAnnotation command, CustomResourceSnapshot snapshot)
    {
        try
        {
            return command.UpdateState(new UpdateCommandStateContext { ResourceSnapshot = snapshot, Services = services });
        }
        catch (Exception exception)
        {
            // The state of a command must not make the resource's own update fail.
            Log.CommandStateFailed(logger, exception, command.Name, resource.Name);
            return ResourceCommandState.Disabled;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Error,
            Message = "The state of command '{CommandName}' of resource '{ResourceName}' could not be computed; the command is disabled.")]
        public static partial void CommandStateFailed(ILogger logger, Exception exception, string commandName, string resourceName);
    }
}

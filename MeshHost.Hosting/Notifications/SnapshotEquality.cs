using System.Collections;
using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Hosting.Notifications;

/// <summary>Compares snapshots by content. The equality that records have compares their arrays by reference.</summary>
internal static class SnapshotEquality
{
    public static bool AreEqual(CustomResourceSnapshot left, CustomResourceSnapshot right) =>
        ReferenceEquals(left, right)
        || (left.ResourceType == right.ResourceType
            && left.State == right.State
            && left.ExitCode == right.ExitCode
            && left.CreationTimeStamp == right.CreationTimeStamp
            && left.StartTimeStamp == right.StartTimeStamp
            && left.StopTimeStamp == right.StopTimeStamp
            && left.IsHidden == right.IsHidden
            && left.IconName == right.IconName
            && left.IconVariant == right.IconVariant
            && ReferenceEquals(left.ResourceReadyEvent, right.ResourceReadyEvent)
            && Same(left.HealthReports, right.HealthReports)
            && Same(left.EnvironmentVariables, right.EnvironmentVariables)
            && Same(left.Urls, right.Urls)
            && Same(left.Volumes, right.Volumes)
            && Same(left.Commands, right.Commands)
            && Same(left.Relationships, right.Relationships)
            && SameProperties(left.Properties, right.Properties));

    private static bool Same<T>(ImmutableArray<T> left, ImmutableArray<T> right) =>
        left == right || (!left.IsDefault && !right.IsDefault && left.AsSpan().SequenceEqual(right.AsSpan()));

    private static bool SameProperties(
        ImmutableArray<ResourcePropertySnapshot> left,
        ImmutableArray<ResourcePropertySnapshot> right)
    {
        if (left == right)
        {
            return true;
        }

        if (left.IsDefault || right.IsDefault || left.Length != right.Length)
        {
            return false;
        }

        for (var i = 0; i < left.Length; i++)
        {
            if (left[i] with { Value = null } != right[i] with { Value = null } || !SameValue(left[i].Value, right[i].Value))
            {
                return false;
            }
        }

        return true;
    }

    private static bool SameValue(object? left, object? right) =>
        Equals(left, right)
        || (left is IEnumerable and not string
            && right is IEnumerable and not string
            && ((IEnumerable)left).Cast<object?>().SequenceEqual(((IEnumerable)right).Cast<object?>()));
}

using System.Collections.Immutable;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Changes to snapshots that property initializers do not offer.</summary>
public static class CustomResourceSnapshotExtensions
{
    /// <summary>Replaces the health reports, and with them the health status.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="healthReports">The reports.</param>
    /// <returns>The changed copy.</returns>
    public static CustomResourceSnapshot WithHealthReports(
        this CustomResourceSnapshot snapshot,
        ImmutableArray<HealthReportSnapshot> healthReports)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return snapshot with { HealthReports = healthReports };
    }
}

using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The last result of one health check.</summary>
/// <param name="Name">The name under which the check is registered.</param>
/// <param name="Status">The result; <see langword="null"/> before the first run.</param>
/// <param name="Description">What the check says.</param>
/// <param name="ExceptionText">The exception of the check.</param>
public sealed record HealthReportSnapshot(string Name, HealthStatus? Status, string? Description, string? ExceptionText)
{
    /// <summary>When the check ran last (UTC).</summary>
    public DateTime? LastRunAt { get; init; }
}

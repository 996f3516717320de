using System.Collections.Immutable;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The immutable state of a resource at one moment. Updates make a new one by <c>with</c>.</summary>
public sealed record CustomResourceSnapshot
{
    private readonly ResourceStateSnapshot? _state;
    private readonly ImmutableArray<HealthReportSnapshot> _healthReports = [];

    /// <summary>The kind of the resource, for display.</summary>
    public required string ResourceType { get; init; }

    /// <summary>Named values, for display. Replaced as a whole: append with <c>[.. s.Properties, x]</c>.</summary>
    public required ImmutableArray<ResourcePropertySnapshot> Properties { get; init; }

    /// <summary>When the resource was created (UTC).</summary>
    public DateTime? CreationTimeStamp { get; init; }

    /// <summary>When the resource started (UTC).</summary>
    public DateTime? StartTimeStamp { get; init; }

    /// <summary>When the resource stopped (UTC).</summary>
    public DateTime? StopTimeStamp { get; init; }

    /// <summary>The state; free text, with the meanings of <see cref="KnownResourceStates"/>.</summary>
    public ResourceStateSnapshot? State
    {
        get => _state;
        init
        {
            _state = value;
            HealthStatus = ComputeHealthStatus(_healthReports, value?.Text);
        }
    }

    /// <summary>The exit code, for what has run to its end.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The worst of the health reports; <see langword="null"/> unless the resource is running.</summary>
    public HealthStatus? HealthStatus { get; private init; }

    /// <summary>The last report of each health check.</summary>
    public ImmutableArray<HealthReportSnapshot> HealthReports
    {
        get => _healthReports;
        internal init
        {
            _healthReports = value;
            HealthStatus = ComputeHealthStatus(value, _state?.Text);
        }
    }

    /// <summary>The environment variables, for display.</summary>
    public ImmutableArray<EnvironmentVariableSnapshot> EnvironmentVariables { get; init; } = [];

    /// <summary>The URLs, for display.</summary>
    public ImmutableArray<UrlSnapshot> Urls { get; init; } = [];

    /// <summary>The volumes, for display.</summary>
    public ImmutableArray<VolumeSnapshot> Volumes { get; init; } = [];

    /// <summary>The commands and their states; recomputed on every update.</summary>
    public ImmutableArray<ResourceCommandSnapshot> Commands { get; init; } = [];

    /// <summary>The relationships to other resources, for display.</summary>
    public ImmutableArray<RelationshipSnapshot> Relationships { get; init; } = [];

    /// <summary>Whether the resource is left out of lists.</summary>
    public bool IsHidden { get; init; }

    /// <summary>A Fluent UI icon name.</summary>
    public string? IconName { get; init; }

    /// <summary>The variant of the icon.</summary>
    public IconVariant? IconVariant { get; init; }

    /// <summary>Counts the updates of the resource.</summary>
    internal long Version { get; init; }

    /// <summary>Set once the resource is ready; its task ends when the handlers of the ready event have.</summary>
    internal ReadyEventSnapshot? ResourceReadyEvent { get; init; }

    private static HealthStatus? ComputeHealthStatus(ImmutableArray<HealthReportSnapshot> reports, string? state)
    {
        if (!string.Equals(state, KnownResourceStates.Running, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var worst = Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy;
        foreach (var report in reports)
        {
            // A check that has not run yet must not let anybody proceed.
            var status = report.Status ?? Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Unhealthy;
            worst = status < worst ? status : worst;
        }

        return worst;
    }
}

using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshHost.Hosting.ConsoleView;

/// <summary>A resource as the console shows it.</summary>
internal sealed record RolloutRow
{
    public required string Name { get; init; }

    public string? ParentName { get; init; }

    public required string ResourceType { get; init; }

    public string State { get; init; } = string.Empty;

    public HealthStatus? Health { get; init; }

    /// <summary>What the resource is doing, in its own words.</summary>
    public string? Activity { get; init; }

    /// <summary>The resources that it waits for.</summary>
    public string? WaitingFor { get; init; }

    /// <summary>The worst health report, in words.</summary>
    public string? HealthProblem { get; init; }

    public IReadOnlyList<UrlSnapshot> Urls { get; init; } = [];

    public bool IsHidden { get; init; }

    public DateTimeOffset? Started { get; init; }

    public DateTimeOffset? Settled { get; init; }

    public RolloutPhase Phase { get; init; }
}

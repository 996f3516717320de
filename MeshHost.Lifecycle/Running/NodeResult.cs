using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshHost.Lifecycle.Running;

/// <summary>How a run of a node for one intent ended, and what it found.</summary>
/// <param name="Outcome">How it ended.</param>
internal sealed record NodeResult(NodeOutcome Outcome)
{
    /// <summary>Gets a value indicating whether the run did what it was for.</summary>
    public bool Succeeded => Outcome.Status is NodeStatus.Healthy;

    /// <summary>Gets the plan, after <see cref="NodeIntent.Plan"/>.</summary>
    public ResourcePlan? Plan { get; init; }

    /// <summary>Gets the health, after <see cref="NodeIntent.Check"/>.</summary>
    public HealthCheckResult? Health { get; init; }

    /// <summary>Gets the objects, after <see cref="NodeIntent.Render"/>.</summary>
    public RenderedManifest? Manifest { get; init; }

    /// <summary>Gets what exists, after <see cref="NodeIntent.List"/>.</summary>
    public IReadOnlyList<string> Inventory { get; init; } = [];

    /// <summary>Gets why the node must not be removed, after <see cref="NodeIntent.CheckRemoval"/>.</summary>
    public string? Refusal { get; init; }

    /// <summary>Gets the failure behind the outcome's cause, or <see langword="null"/>.</summary>
    public Exception? Exception { get; init; }
}

using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshHost.Hosting.Dashboard.Live;

/// <summary>A change in the life of a resource.</summary>
/// <param name="Time">When it was seen.</param>
/// <param name="State">The state since then.</param>
/// <param name="Health">The health since then; <see langword="null"/> unless the resource is running.</param>
/// <param name="Reason">What the resource waits for, does, or suffers from.</param>
internal sealed record StateChange(DateTimeOffset Time, string State, HealthStatus? Health, string? Reason);

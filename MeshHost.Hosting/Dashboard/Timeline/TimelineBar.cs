using MeshHost.Hosting.Dashboard.Live;

namespace MeshHost.Hosting.Dashboard.Timeline;

/// <summary>A line of the timeline.</summary>
/// <param name="View">The resource.</param>
/// <param name="Run">The run that is shown.</param>
/// <param name="WaitFrom">Where waiting begins, from 0 at the left to 1 at the right.</param>
/// <param name="WorkFrom">Where work begins, and waiting ends.</param>
/// <param name="WorkTo">Where work ends.</param>
/// <param name="IsCritical">Whether the end of the rollout depended on it.</param>
internal sealed record TimelineBar(ResourceView View, ResourceRun Run, double WaitFrom, double WorkFrom, double WorkTo, bool IsCritical);

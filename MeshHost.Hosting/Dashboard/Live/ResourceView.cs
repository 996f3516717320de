using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Hosting.ConsoleView;

namespace MeshHost.Hosting.Dashboard.Live;

/// <summary>A resource as the pages show it: what it says now, and what it has been through.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Snapshot">The last snapshot.</param>
/// <param name="Row">What matters of the snapshot for the rollout.</param>
/// <param name="Changes">What has changed so far, the oldest first; bounded.</param>
/// <param name="Runs">The times that it was brought up, the first one first; bounded.</param>
internal sealed record ResourceView(
    IResource Resource,
    CustomResourceSnapshot Snapshot,
    RolloutRow Row,
    ImmutableArray<StateChange> Changes,
    ImmutableArray<ResourceRun> Runs)
{
    public string Name => Row.Name;

    public RolloutPhase Phase => Row.Phase;

    /// <summary>The resources that it still waits for.</summary>
    public IReadOnlyList<string> WaitingFor =>
        Row.WaitingFor?.Split(", ", StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>The resources whose readiness it was declared to wait for.</summary>
    public IEnumerable<string> Dependencies => Snapshot.Relationships.Where(r => r.Type == WaitForRelationship).Select(r => r.ResourceName);

    private const string WaitForRelationship = "WaitFor";
}

using System.Collections.Immutable;

namespace MeshHost.Hosting.Dashboard.Graph;

/// <summary>An edge of a drawing, from what is needed to what needs it.</summary>
/// <param name="From">The number of the node that is needed.</param>
/// <param name="To">The number of the node that needs it.</param>
/// <param name="Bends">The points that the edge passes through.</param>
internal sealed record GraphEdge(int From, int To, ImmutableArray<GraphPoint> Bends);

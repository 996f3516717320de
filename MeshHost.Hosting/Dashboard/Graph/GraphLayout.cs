using System.Collections.Immutable;

namespace MeshHost.Hosting.Dashboard.Graph;

/// <summary>Where the nodes and edges of a graph are drawn.</summary>
/// <param name="Nodes">The middles of the nodes, by number.</param>
/// <param name="Edges">The edges.</param>
/// <param name="Width">The width of the drawing.</param>
/// <param name="Height">The height of the drawing.</param>
internal sealed record GraphLayout(ImmutableArray<GraphPoint> Nodes, ImmutableArray<GraphEdge> Edges, double Width, double Height)
{
    public const double NodeWidth = 158;
    public const double NodeHeight = 46;
}

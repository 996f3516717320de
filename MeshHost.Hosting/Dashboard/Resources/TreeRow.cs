using MeshHost.Hosting.Dashboard.Live;

namespace MeshHost.Hosting.Dashboard.Resources;

/// <summary>A row of the tree of resources.</summary>
/// <param name="View">The resource.</param>
/// <param name="Depth">How many parents are above it.</param>
/// <param name="HasChildren">Whether there are resources below it.</param>
/// <param name="IsClosed">Whether those below it are folded away.</param>
internal sealed record TreeRow(ResourceView View, int Depth, bool HasChildren, bool IsClosed);

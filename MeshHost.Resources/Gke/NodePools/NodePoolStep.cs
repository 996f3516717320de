using MeshHost.Gcp.Container;
using MeshHost.Lifecycle;

namespace MeshHost.Resources.Gke;

/// <summary>One difference of a pool, with the one request that corrects it; without a request it cannot be corrected in place.</summary>
/// <param name="Changes">The fields that differ.</param>
/// <param name="Update">The request to update the pool, if that is the way.</param>
/// <param name="Size">The new number of nodes per zone, if that is the way.</param>
/// <param name="Autoscaling">The new autoscaler, if that is the way.</param>
/// <param name="Management">The new management, if that is the way.</param>
internal sealed record NodePoolStep(
    IReadOnlyList<FieldChange> Changes,
    UpdateNodePoolRequest? Update = null,
    int? Size = null,
    NodePoolAutoscaling? Autoscaling = null,
    NodeManagement? Management = null);

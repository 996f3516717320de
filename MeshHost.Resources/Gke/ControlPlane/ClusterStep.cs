using MeshHost.Gcp.Container;
using MeshHost.Lifecycle;

namespace MeshHost.Resources.Gke;

/// <summary>One difference of a cluster, with the one request that corrects it; without a request it cannot be corrected in place.</summary>
/// <param name="Changes">The fields that differ.</param>
/// <param name="Update">The request to update the cluster, if that is the way.</param>
/// <param name="Labels">The new labels, if that is the way.</param>
/// <param name="Maintenance">The new maintenance policy, if that is the way.</param>
/// <param name="RemovePool">Node pool of ours that is no longer declared, if that is the difference.</param>
internal sealed record ClusterStep(
    IReadOnlyList<FieldChange> Changes,
    ClusterUpdate? Update = null,
    IReadOnlyDictionary<string, string>? Labels = null,
    MaintenancePolicy? Maintenance = null,
    string? RemovePool = null);

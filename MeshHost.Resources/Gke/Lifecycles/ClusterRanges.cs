namespace MeshHost.Resources.Gke;

/// <summary>The address ranges that traffic of a cluster comes from.</summary>
/// <param name="Nodes">Range of the nodes.</param>
/// <param name="Pods">Range of the pods.</param>
/// <param name="ControlPlane">Range of the control plane.</param>
internal sealed record ClusterRanges(CidrRange Nodes, CidrRange Pods, CidrRange ControlPlane);

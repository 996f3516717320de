namespace MeshHost.Resources.Gke;

/// <summary>A network that exists already, perhaps in the host project of a shared VPC.</summary>
/// <param name="Network">Name of the network.</param>
/// <param name="Subnetwork">Name of the subnetwork in the cluster's region.</param>
/// <param name="PodRangeName">Name of the secondary range of the pods.</param>
/// <param name="ServiceRangeName">Name of the secondary range of the services.</param>
/// <param name="HostProject">Project that the network is in, or <see langword="null"/> for the cluster's own.</param>
public sealed record GkeExistingNetwork(string Network, string Subnetwork, string PodRangeName, string ServiceRangeName, string? HostProject);

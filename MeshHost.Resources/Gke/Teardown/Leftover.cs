using MeshHost.Gcp.Compute;

namespace MeshHost.Resources.Gke;

/// <summary>Something that GKE has made for a cluster and does not take away with it.</summary>
/// <param name="Kind">What it is, for people.</param>
/// <param name="Name">Its name.</param>
/// <param name="Project">Project that it is in.</param>
/// <param name="Balancer">Name that the parts of one load balancer share, or null. Their firewall rule is what ties them to a network.</param>
/// <param name="DeleteAsync">Starts the deletion; null when there is nothing left to delete.</param>
internal sealed record Leftover(string Kind, string Name, string Project, string? Balancer, Func<CancellationToken, Task<ComputeOperation?>> DeleteAsync)
{
    public override string ToString() => $"{Kind} '{Name}'";
}

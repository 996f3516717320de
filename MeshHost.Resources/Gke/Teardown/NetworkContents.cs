namespace MeshHost.Resources.Gke;

/// <summary>What is in a cluster's network besides our own parts.</summary>
/// <param name="Leftovers">What GKE has made for the cluster, in the order in which it can be deleted.</param>
/// <param name="Foreign">What others have put there: it stands in the way of deleting the network, and is never touched.</param>
internal sealed record NetworkContents(IReadOnlyList<Leftover> Leftovers, IReadOnlyList<string> Foreign);

using MeshHost.Kubernetes;

namespace MeshHost.Resources.Clusters;

/// <summary>A cluster that workloads go into, whoever made it: GKE, the emulator, kind, or somebody with a kubeconfig.</summary>
public interface IKubernetesCluster
{
    /// <summary>Gets the cluster's name for messages and spans.</summary>
    string ClusterName { get; }

    /// <summary>Gets how services of this cluster are reached from outside.</summary>
    ExternalAddressing ExternalAddressing { get; }

    /// <summary>Yields the client of the cluster: one for all callers, made when first asked for. Its credentials are renewed with each request.</summary>
    /// <param name="cancellationToken">Cancels the look-up of the cluster.</param>
    /// <returns>The client. It belongs to the cluster: callers do not dispose it.</returns>
    Task<KubernetesClient> GetKubernetesClientAsync(CancellationToken cancellationToken);

    /// <summary>Yields the client of the cluster if there is a cluster, so that plans work before it exists and removals after it is gone.</summary>
    /// <param name="cancellationToken">Cancels the look-up of the cluster.</param>
    /// <returns>The client, or <see langword="null"/> when the cluster does not exist. A cluster that exists but cannot be reached is an error.</returns>
    Task<KubernetesClient?> FindKubernetesClientAsync(CancellationToken cancellationToken);

    /// <summary>Describes the way to the cluster for other programs, as people use them. MeshHost itself needs no such file.</summary>
    /// <param name="cancellationToken">Cancels the look-up of the cluster.</param>
    /// <returns>A kubeconfig with this cluster's context alone, which is the current one. It may hold credentials.</returns>
    Task<Kubeconfig> GetKubeconfigAsync(CancellationToken cancellationToken);
}

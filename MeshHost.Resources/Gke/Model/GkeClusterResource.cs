using MeshHost.Kubernetes;
using MeshHost.Resources.Clusters;
using MeshHost.Resources.Gke;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A GKE cluster with everything around it: network, NAT, firewall rules, service account, node pools. Its parts are its children.</summary>
public sealed class GkeClusterResource : Resource, IResourceWithWaitSupport, IKubernetesCluster
{
    /// <summary>Creates the resource.</summary>
    /// <param name="name">Name of the cluster, also the prefix of everything around it.</param>
    /// <param name="project">Parameter with the project's id.</param>
    public GkeClusterResource(string name, ParameterResource project)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(project);
        Project = project;
        Options = new GkeClusterOptions();
        Connection = new GkeClusterConnection(this);
    }

    /// <summary>Gets the parameter with the project's id.</summary>
    public ParameterResource Project { get; }

    /// <summary>Gets the declared settings.</summary>
    public GkeClusterOptions Options { get; }

    /// <inheritdoc/>
    public string ClusterName => Connection.ClusterName;

    /// <inheritdoc/>
    public ExternalAddressing ExternalAddressing => Connection.ExternalAddressing;

    /// <summary>Gets or sets the way to the cluster: Google Cloud's own, unless another target has replaced it.</summary>
    internal IKubernetesCluster Connection { get; set; }

    /// <summary>Gets a value indicating whether the cluster is in Google Cloud, or in what stands in for it.</summary>
    internal bool IsInGoogleCloud => Connection is GkeClusterConnection;

    /// <inheritdoc/>
    public Task<KubernetesClient> GetKubernetesClientAsync(CancellationToken cancellationToken) => Connection.GetKubernetesClientAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<KubernetesClient?> FindKubernetesClientAsync(CancellationToken cancellationToken) => Connection.FindKubernetesClientAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<Kubeconfig> GetKubeconfigAsync(CancellationToken cancellationToken) => Connection.GetKubeconfigAsync(cancellationToken);
}

using MeshHost.Kubernetes;

namespace MeshHost.Resources.Clusters;

/// <summary>A cluster that somebody made and a context of the kubeconfig leads to.</summary>
/// <param name="context">The context's name, or <see langword="null"/> for the current one.</param>
/// <param name="load">Reads the kubeconfig: the person's own unless given.</param>
internal sealed class ExistingCluster(string? context, Func<Kubeconfig>? load = null) : IKubernetesCluster
{
    private readonly Lazy<KubernetesClient> _client = new(() => KubernetesClient.FromKubeconfig(load?.Invoke() ?? Kubeconfig.LoadDefault(), context));

    public string ClusterName => context ?? "current context";

    public ExternalAddressing ExternalAddressing => ExternalAddressing.LoadBalancer;

    public Task<KubernetesClient> GetKubernetesClientAsync(CancellationToken cancellationToken) => Task.FromResult(_client.Value);

    public Task<KubernetesClient?> FindKubernetesClientAsync(CancellationToken cancellationToken) => Task.FromResult<KubernetesClient?>(_client.Value);

    public Task<Kubeconfig> GetKubeconfigAsync(CancellationToken cancellationToken) => Task.FromResult((load?.Invoke() ?? Kubeconfig.LoadDefault()).Minify(context));
}

using MeshHost.Kubernetes;
using MeshHost.Lifecycle;
using MeshHost.Resources.Clusters;

namespace MeshHost.Resources.Targets.Kind;

/// <summary>A cluster on this machine, in Docker. What exists is asked of kind each time; only the client is kept.</summary>
internal sealed class KindCluster(string name, KindOptions options) : IKubernetesCluster, IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private KubernetesClient? _client;

    public string ClusterName => name;

    public ExternalAddressing ExternalAddressing => KindConfiguration.Addressing;

    public KindOptions Options => options;

    public KindTools Tools { get; } = new(options);

    public async Task<KubernetesClient> GetKubernetesClientAsync(CancellationToken cancellationToken) =>
        await FindKubernetesClientAsync(cancellationToken).ConfigureAwait(false)
        ?? throw NotThere();

    public async Task<KubernetesClient?> FindKubernetesClientAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_client is null && await Tools.ExistsAsync(name, cancellationToken).ConfigureAwait(false))
            {
                _client = KubernetesClient.FromKubeconfig(Kubeconfig.Parse(await Tools.GetKubeconfigAsync(name, cancellationToken).ConfigureAwait(false)));
            }

            return _client;
        }
        finally
        {
            _gate.Release();
        }
    }

    public async Task<Kubeconfig> GetKubeconfigAsync(CancellationToken cancellationToken) =>
        await Tools.ExistsAsync(name, cancellationToken).ConfigureAwait(false)
            ? Kubeconfig.Parse(await Tools.GetKubeconfigAsync(name, cancellationToken).ConfigureAwait(false))
            : throw NotThere();

    /// <summary>Tells whether we made the cluster, by the mark on its node.</summary>
    public async Task<bool> IsOursAsync(KubernetesClient client, CancellationToken cancellationToken)
    {
        ListOptions marked = new() { LabelSelector = $"{KindConfiguration.OwnerLabel}={name}" };
        return (await client.ListAsync(new GroupVersionKind("", "v1", "Node"), null, marked, cancellationToken).ConfigureAwait(false)).Count > 0;
    }

    /// <summary>Forgets the client: the cluster is gone, or another one has its name.</summary>
    public async Task ResetAsync()
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_client is { } client)
            {
                _client = null;
                await client.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private LifecycleException NotThere() => new($"There is no kind cluster '{name}'. Provision it first.");

    public async ValueTask DisposeAsync()
    {
        await ResetAsync().ConfigureAwait(false);
        _gate.Dispose();
    }
}

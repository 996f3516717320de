using Aspire.Hosting.ApplicationModel;
using MeshHost.Gcp;
using MeshHost.Gcp.Container;
using MeshHost.Kubernetes;
using MeshHost.Lifecycle;
using MeshHost.Resources.Clusters;
using Microsoft.Extensions.DependencyInjection;

namespace MeshHost.Resources.Gke;

/// <summary>The way to a cluster in Google Cloud: its endpoint and CA from the API, a bearer token of the same credentials with each request.</summary>
internal sealed class GkeClusterConnection(GkeClusterResource cluster) : IKubernetesCluster, IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private IServiceProvider? _services;
    private KubernetesClient? _client;

    public string ClusterName => cluster.Name;

    public ExternalAddressing ExternalAddressing => ExternalAddressing.LoadBalancer;

    /// <summary>Connects the model, which is made before there are services, to them. The client lives as long as they do.</summary>
    public void Attach(IServiceProvider services)
    {
        if (Interlocked.CompareExchange(ref _services, services, null) is null)
        {
            services.GetRequiredService<GkeConnections>().Add(this);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ResetAsync().ConfigureAwait(false);
        _gate.Dispose();
    }

    public async Task<KubernetesClient> GetKubernetesClientAsync(CancellationToken cancellationToken) =>
        await FindKubernetesClientAsync(cancellationToken).ConfigureAwait(false)
        ?? throw Missing();

    public async Task<KubernetesClient?> FindKubernetesClientAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _client) is { } existing)
        {
            return existing;
        }

        var services = Services;
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _client ??= await ConnectAsync(services, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Forgets the client: the cluster is gone, or another one has its name.</summary>
    public async Task ResetAsync()
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_client is { } client)
            {
                Volatile.Write(ref _client, null);
                await client.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The address of a cluster's control plane.</summary>
    public static Uri ServerOf(ClusterName name, Cluster live) =>
        live.Endpoint is { Length: > 0 } endpoint
            ? new Uri("https://" + endpoint)
            : throw new LifecycleException($"{name} has no endpoint yet (status {live.Status}).") { IsTransient = true };

    /// <summary>The CA certificate of a cluster's control plane as PEM text.</summary>
    public static byte[] CertificateAuthorityOf(ClusterName name, Cluster live) =>
        live.MasterAuth?.ClusterCaCertificate is { Length: > 0 } encoded
            ? Convert.FromBase64String(encoded)
            : throw new LifecycleException($"{name} has no CA certificate yet (status {live.Status}).") { IsTransient = true };

    public async Task<Kubeconfig> GetKubeconfigAsync(CancellationToken cancellationToken)
    {
        var (name, live, cloud) = await FindAsync(Services, cancellationToken).ConfigureAwait(false);
        return live is null ? throw Missing() : KubeconfigFile.Create(name, live, cloud.Connection.Options);
    }

    private IServiceProvider Services => _services ?? throw new InvalidOperationException(
        $"The cluster '{cluster.Name}' is asked for before the application has started.");

    private LifecycleException Missing() => new($"There is no cluster '{cluster.Name}' in {cluster.Options.Location}. Provision it first.");

    private async Task<KubernetesClient?> ConnectAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var (name, live, cloud) = await FindAsync(services, cancellationToken).ConfigureAwait(false);
        return live is null
            ? null
            : new KubernetesClient(new KubernetesClientOptions
            {
                Server = ServerOf(name, live),
                CertificateAuthority = CertificateAuthorityOf(name, live),
                BearerToken = cloud.Connection.GetAccessTokenAsync,
                TimeProvider = services.GetService<TimeProvider>() ?? TimeProvider.System,
            });
    }

    private async Task<(ClusterName Name, Cluster? Live, GoogleCloud Cloud)> FindAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var cloud = services.GetRequiredService<GoogleCloud>();
        var project = await GkeContext.ProjectOfAsync(cluster, cancellationToken).ConfigureAwait(false);
        var name = new ClusterName(project, cluster.Options.Location, cluster.Name);
        try
        {
            var live = await cloud.Container.GetClusterAsync(name, cancellationToken).ConfigureAwait(false);

            // One that is being deleted, or whose creation has failed, has nothing in it any more.
            return (name, live is { Status: "STOPPING" or "ERROR" } ? null : live, cloud);
        }
        catch (GoogleCloudException ex) when (ex.Kind == GoogleCloudErrorKind.ServiceDisabled)
        {
            return (name, null, cloud);
        }
    }
}

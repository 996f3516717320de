using System.Security.Cryptography.X509Certificates;
using MeshHost.Emulator.Kubernetes;
using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Apply;

namespace MeshHost.Tests.Kubernetes.Faults;

/// <summary>An emulated API server, a faulty way to it, and a client that has to take that way.</summary>
internal sealed class FaultWorld : IAsyncDisposable
{
    private readonly ClusterApiServer _server;
    private readonly FaultProxy _proxy;
    private readonly HttpMessageInvoker _upstream;

    private FaultWorld(ClusterApiServer server, FaultProxy proxy, HttpMessageInvoker upstream, FaultPlan plan)
    {
        _server = server;
        _proxy = proxy;
        _upstream = upstream;
        Plan = plan;
        // Twenty times as fast: a Retry-After of one second takes 50 ms. An attempt may take 1.5 s, and if the machine is slower than that it is one more fault.
        Client = new KubernetesClient(new KubernetesClientOptions
        {
            Server = proxy.Address,
            CertificateAuthority = proxy.CertificateAuthority,
            RequestTimeout = TimeSpan.FromSeconds(30),
            TimeProvider = new ScaledTime(20),
        });
        foreach ((string group, string resource) in new[] { ("", "configmaps"), ("", "secrets"), ("", "services"), ("apps", "deployments") })
        {
            Ledger.Follow(server.Api.Watch(group, resource));
        }

        Ledger.Take();
    }

    public FaultPlan Plan { get; }

    public KubernetesClient Client { get; }

    public IClusterApi Api => _server.Api;

    public EffectLedger Ledger { get; } = new();

    public string Summary => _proxy.Summary;

    /// <summary>Gets how often an operation gave up and was run again, as a person or the host would.</summary>
    public int Reruns { get; private set; }

    public static async Task<FaultWorld> StartAsync(int seed)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        ClusterApiServer server = new(new ClusterApiServerOptions { ClusterName = "faults" });
        await server.StartAsync(cancellationToken);
        X509Certificate2Collection roots = [];
        roots.ImportFromPem(server.CertificateAuthorityPem);
        SocketsHttpHandler handler = new() { UseProxy = false };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
        HttpMessageInvoker invoker = new(handler);
        async Task RestartAsync()
        {
            await server.StopAsync(CancellationToken.None);
            await server.StartAsync(CancellationToken.None);
        }

        FaultPlan plan = new(seed);
        FaultUpstream upstream = new(server.Endpoint, invoker, RestartAsync, server.CompactHistory);
        return new FaultWorld(server, await FaultProxy.StartAsync(upstream, plan, cancellationToken), invoker, plan);
    }

    /// <summary>Lets the trouble begin.</summary>
    public void Break() => _proxy.Stormy = true;

    /// <summary>Runs an operation until it succeeds. What a single run does not survive, running it again must.</summary>
    public async Task<T> ConvergeAsync<T>(Func<Task<T>> operation)
    {
        while (true)
        {
            try
            {
                return await operation().WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
            }
            catch (Exception exception) when (exception is KubernetesApiException { IsTransient: true } or ObjectSetException)
            {
                Reruns++;
                Assert.True(Reruns < 20, $"it does not converge: {exception.Message}");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Ledger.Dispose();
        await Client.DisposeAsync();
        await _proxy.DisposeAsync();
        _upstream.Dispose();
        await _server.DisposeAsync();
    }
}

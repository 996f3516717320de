using System.Text;
using MeshHost.Emulator.Bookinfo;
using MeshHost.Emulator.Certificates;
using MeshHost.Emulator.CertManager;
using MeshHost.Emulator.Controllers;
using MeshHost.Emulator.Controllers.Cluster;
using MeshHost.Emulator.Controllers.Networking;
using MeshHost.Emulator.Controllers.Storage;
using MeshHost.Emulator.Controllers.Workloads;
using MeshHost.Emulator.Edge;
using MeshHost.Emulator.Google;
using MeshHost.Emulator.Kubelet;
using MeshHost.Emulator.Kubernetes;
using MeshHost.Emulator.Mesh;
using MeshHost.Emulator.Monitoring;
using MeshHost.Emulator.Network;
using MeshHost.Emulator.Workloads;
using Microsoft.Extensions.Logging;

namespace MeshHost.Emulator.Clusters;

/// <summary>One emulated GKE cluster: API server, controllers, kubelets and network.</summary>
internal sealed class EmulatedCluster : IAsyncDisposable
{
    private readonly ClusterApiServer _server;
    private readonly ClusterCache _cache;
    private readonly InMemoryHttpServer _pods;
    private readonly KubeletService _kubelet;
    private readonly Scheduler _scheduler;
    private readonly GarbageCollector _collector;
    private readonly NodeSet _nodes;
    private readonly List<ControllerRunner> _runners;
    private readonly PublicInternet _internet;

    public EmulatedCluster(
        ClusterSpec spec, ICloud cloud, PublicInternet internet, CertificateAuthority publicAuthority, EmulatorClock clock, int seed, ILoggerFactory loggers, string? dataFolder = null)
    {
        _internet = internet;
        _server = new ClusterApiServer(
            new ClusterApiServerOptions { ClusterName = spec.Name, Version = spec.Version, ServiceCidr = spec.ServiceCidr, Seed = seed, DataFolder = dataFolder, Time = clock.Time },
            loggers.CreateLogger<ClusterApiServer>());
        _cache = new ClusterCache(_server.Api);
        Context = new ControllerContext
        {
            Api = _server.Api,
            Cache = _cache,
            Clock = clock,
            Cloud = cloud,
            Loggers = loggers,
            ClusterCertificateAuthority = _server.CertificateAuthorityPem,
            Spec = spec,
            Seed = seed,
        };
        Runtime = new ClusterRuntime
        {
            Context = Context,
            Pods = new PodRegistry(),
            Behaviors = CreateBehaviors(),
            Internet = internet,
            PublicAuthority = publicAuthority,
        };
        Runtime.Mesh = new ServiceMesh(Runtime);
        _pods = new InMemoryHttpServer(loggers);
        Network = new ClusterNetwork(Runtime, _pods);
        _server.PodNetwork = Network;
        _kubelet = new KubeletService(Runtime);
        _scheduler = new Scheduler(Context);
        _collector = new GarbageCollector(Context);
        _nodes = new NodeSet(Context);
        _runners = [.. CreateControllers().Select(controller => new ControllerRunner(controller, Context))];
    }

    public ControllerContext Context { get; }

    public ClusterRuntime Runtime { get; }

    public ClusterNetwork Network { get; }

    public IClusterApi Api => _server.Api;

    public Uri Endpoint => _server.Endpoint;

    public async Task<ClusterEndpoint> StartAsync(CancellationToken cancellationToken)
    {
        await _server.StartAsync(cancellationToken).ConfigureAwait(false);
        await _pods.StartAsync(cancellationToken).ConfigureAwait(false);
        await _nodes.ApplyAsync(Context.Spec, cancellationToken).ConfigureAwait(false);
        _runners.ForEach(runner => runner.Start());
        _collector.Start();
        _internet.Add(Network);
        return new ClusterEndpoint(_server.Endpoint.Authority, Convert.ToBase64String(Encoding.UTF8.GetBytes(_server.CertificateAuthorityPem)));
    }

    public Task UpdateAsync(ClusterSpec spec, CancellationToken cancellationToken)
    {
        Context.Spec = spec;
        return _nodes.ApplyAsync(spec, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _internet.Remove(Network);
        await Task.WhenAll(_runners.Select(runner => runner.DisposeAsync().AsTask())).ConfigureAwait(false);
        await _collector.DisposeAsync().ConfigureAwait(false);
        await _kubelet.DisposeAsync().ConfigureAwait(false);
        _scheduler.Dispose();
        await _cache.DisposeAsync().ConfigureAwait(false);
        await _pods.DisposeAsync().ConfigureAwait(false);
        await _server.DisposeAsync().ConfigureAwait(false);
    }

    private static BehaviorCatalog CreateBehaviors()
    {
        var catalog = new BehaviorCatalog();
        catalog.Add("pilot", container => new IstiodBehavior(container));
        catalog.Add("proxyv2", container => container.Arguments is ["proxy", ..] ? new ProxyBehavior(container) : new GenericBehavior(container, endsByItself: true));
        catalog.Add("cert-manager-controller", container => new CertManagerControllerBehavior(container));
        catalog.Add("cert-manager-webhook", container => new CertManagerWebhookBehavior(container));
        catalog.Add("cert-manager-cainjector", container => new CaInjectorBehavior(container));
        catalog.Add("cert-manager-startupapicheck", container => new StartupCheckBehavior(container));
        catalog.Add("cert-manager-acmesolver", container => new AcmeSolverBehavior(container));
        catalog.Add("kube-webhook-certgen", container => new WebhookCertificateJob(container));
        catalog.Add("prometheus-operator", container => new PrometheusOperatorBehavior(container));
        catalog.Add("prometheus", container => new PrometheusBehavior(container));
        catalog.Add("alertmanager", container => new AlertmanagerBehavior(container));
        catalog.Add("kube-state-metrics", container => new KubeStateMetricsBehavior(container));
        catalog.Add("grafana", container => new GrafanaBehavior(container));
        catalog.Add("kiali", container => new KialiBehavior(container));
        catalog.Add("all-in-one", container => new JaegerBehavior(container));
        catalog.Add("jaegertracing/jaeger", container => new JaegerBehavior(container));
        catalog.Add("examples-bookinfo-details-*", container => new DetailsBehavior(container));
        catalog.Add("examples-bookinfo-ratings-*", container => new RatingsBehavior(container));
        catalog.Add("examples-bookinfo-reviews-*", container => new ReviewsBehavior(container));
        catalog.Add("examples-bookinfo-productpage-*", container => new ProductPageBehavior(container));
        return catalog;
    }

    private IEnumerable<Controller> CreateControllers() =>
    [
        _scheduler,
        _kubelet,
        new NamespaceController(Context),
        new ServiceAccountController(Context),
        new DeploymentController(Context),
        new ReplicaSetController(Context),
        new StatefulSetController(Context),
        new DaemonSetController(Context),
        new JobController(Context),
        new AutoscalerController(Context),
        new DisruptionController(Context),
        new EndpointsController(Context),
        new LoadBalancerController(Context),
        new VolumeClaimController(Context),
    ];
}

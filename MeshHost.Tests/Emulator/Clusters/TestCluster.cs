using System.Text;
using System.Text.Json.Nodes;
using MeshHost.Emulator;
using MeshHost.Emulator.Certificates;
using MeshHost.Emulator.Clusters;
using MeshHost.Emulator.Edge;
using MeshHost.Emulator.Google;
using MeshHost.Emulator.Kubernetes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Network;
using MeshHost.Emulator.Workloads;
using MeshHost.Helm;
using MeshHost.Kubernetes;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshHost.Tests.Emulator.Clusters;

/// <summary>An emulated cluster that waits for nothing, with a cloud that the test controls.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly EmulatedCluster _cluster;

    private TestCluster(FakeCloud cloud, TimeSpan minimumJobRetention)
    {
        Cloud = cloud;
        Clock = new EmulatorClock(TimeProvider.System, 0, minimumJobRetention);
        Internet = new PublicInternet(cloud.ResolveA, Clock);
        PublicAuthority = CertificateAuthority.CreateWithIntermediate("Test Root", "Test Intermediate", TimeProvider.System);
        var spec = new ClusterSpec(
            "c1", "mesh-demo", "us-central1-a", "demo", "1.33.5-gke.1162000", "net", "sub", "10.20.0.0/16", "10.30.0.0/20", "172.16.0.0/28",
            [new NodePoolSpec("default", "e2-standard-4", 3, ["us-central1-a"], new Dictionary<string, string>(), [], "default", [])]);
        _cluster = new EmulatedCluster(spec, cloud, Internet, PublicAuthority, Clock, 1, NullLoggerFactory.Instance);
    }

    public FakeCloud Cloud { get; }

    public EmulatorClock Clock { get; }

    public PublicInternet Internet { get; }

    public CertificateAuthority PublicAuthority { get; }

    public IClusterApi Api => _cluster.Api;

    public ClusterRuntime Runtime => _cluster.Runtime;

    public ClusterNetwork Network => _cluster.Network;

    public static async Task<TestCluster> StartAsync(FakeCloud? cloud = null, TimeSpan? minimumJobRetention = null)
    {
        var cluster = new TestCluster(cloud ?? new FakeCloud(), minimumJobRetention ?? new EmulatorOptions().MinimumJobRetention);
        await cluster._cluster.StartAsync(TestContext.Current.CancellationToken);
        return cluster;
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    /// <summary>Makes a client of the API server.</summary>
    public KubernetesClient CreateClient() => new(new KubernetesClientOptions
    {
        Server = _cluster.Endpoint,
        CertificateAuthority = Encoding.ASCII.GetBytes(_cluster.Context.ClusterCertificateAuthority),
        BearerToken = _ => ValueTask.FromResult<string?>("test"),
    });

    /// <summary>Creates the objects of YAML documents.</summary>
    public async Task CreateAsync(string yaml)
    {
        foreach (var obj in KubernetesObject.ParseYaml(yaml))
        {
            await Api.CreateAsync((JsonObject)obj.Json.DeepClone(), TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Creates what one of our own charts renders, its hooks among it.</summary>
    public async Task InstallAsync(string chartPath, string release, string ns, string values = "")
    {
        var chart = await ChartLoader.LoadAsync(Path.Combine(AppContext.BaseDirectory, "Charts", chartPath), TestContext.Current.CancellationToken);
        var rendered = new ChartRenderer().Render(chart, ChartValues.Parse(values), new RenderOptions { ReleaseName = release, Namespace = ns });
        var hooks = rendered.Hooks.OrderBy(hook => hook.Manifest.Kind == "Job").SelectMany(hook => hook.Manifest.Objects);
        var objects = rendered.Crds.Concat(rendered.Manifests).SelectMany(manifest => manifest.Objects).ToList();
        var definitions = objects.Where(obj => obj.Kind == "CustomResourceDefinition");
        foreach (var obj in definitions.Concat(hooks).Concat(objects.Where(obj => obj.Kind != "CustomResourceDefinition")))
        {
            var json = (JsonObject)obj.Json.DeepClone();
            if (json.Namespace() is null && IsNamespaced(obj.Kind))
            {
                json.Metadata()["namespace"] = ns;
            }

            await Api.CreateAsync(json, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits until the objects of a resource satisfy a condition.</summary>
    public async Task<IReadOnlyList<JsonObject>> UntilAsync(string group, string resource, Func<IReadOnlyList<JsonObject>, bool> condition, string what)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(s_patience);
        using var watch = Api.Watch(group, resource);
        try
        {
            while (true)
            {
                var objects = Api.List(group, resource);
                if (condition(objects))
                {
                    return objects;
                }

                await watch.Reader.WaitToReadAsync(patience.Token);
                while (watch.Reader.TryRead(out _))
                {
                    // Only the newest state matters.
                }
            }
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            var events = Api.List("", "events").Select(e => $"{e.At("involvedObject.kind").AsText()}/{e.At("involvedObject.name").AsText()} {e.Text("reason")}: {e.Text("message")}");
            throw new TimeoutException($"Not within {s_patience}: {what}\n{string.Join('\n', Api.List(group, resource).Select(o => o.ToJson()))}\nevents:\n{string.Join('\n', events)}");
        }
    }

    public Task<IReadOnlyList<JsonObject>> UntilReadyAsync(string resource, string ns, string name) =>
        UntilAsync("apps", resource, list => list.Any(item => item.Namespace() == ns && item.Name() == name
            && item.At("status.readyReplicas").AsInteger() is > 0 && item.At("status.readyReplicas").AsInteger() == item.At("spec.replicas").AsInteger()), $"{resource} {ns}/{name} is ready");

    public RunningPod Pod(string ns, string app) => Runtime.Pods.All.First(pod => pod.Namespace == ns && pod.Labels.Text("app") == app);

    public Task<EmulatedResponse> CallAsync(RunningPod source, string host, int port, string path = "/") =>
        Runtime.Mesh.CallAsync(source, new EmulatedRequest { Path = path }, host, port, TestContext.Current.CancellationToken);

    private static bool IsNamespaced(string kind) => kind is not ("Namespace" or "ClusterRole" or "ClusterRoleBinding" or "CustomResourceDefinition"
        or "MutatingWebhookConfiguration" or "ValidatingWebhookConfiguration" or "ClusterIssuer" or "PriorityClass");
}

using System.Text;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes;
using MeshHost.Helm;
using MeshHost.Kubernetes;
using MeshHost.Tests.Helm.Charts;

namespace MeshHost.Tests.Helm.Releases;

/// <summary>An emulated cluster without controllers, and a client for it.</summary>
internal sealed class ReleaseCluster : IAsyncDisposable
{
    private readonly ClusterApiServer _server;

    private ReleaseCluster(ClusterApiServer server, KubernetesClient client)
    {
        _server = server;
        Client = client;
        Helm = new HelmClient(client);
    }

    public KubernetesClient Client { get; }

    public HelmClient Helm { get; }

    public IClusterApi Api => _server.Api;

    public static async Task<ReleaseCluster> StartAsync()
    {
        var server = new ClusterApiServer(new ClusterApiServerOptions { ClusterName = "helm" });
        await server.StartAsync(TestContext.Current.CancellationToken);
        return new ReleaseCluster(server, Connect(server, "meshhost"));
    }

    /// <summary>A client of another tool.</summary>
    public KubernetesClient ClientOf(string fieldManager) =>
        Connect(_server, fieldManager);

    private static KubernetesClient Connect(ClusterApiServer server, string fieldManager) => new(new KubernetesClientOptions
    {
        Server = server.Endpoint,
        FieldManager = fieldManager,
        CertificateAuthority = Encoding.ASCII.GetBytes(server.CertificateAuthorityPem),
        BearerToken = _ => ValueTask.FromResult<string?>("test"),
    });

    public static ReleaseRequest Request(Chart chart, string values = "", string name = "shop") => new()
    {
        Name = name,
        Namespace = "apps",
        Chart = chart,
        Values = ChartValues.Parse(values),
        CreateNamespace = true,
    };

    public static Chart Shop(params (string Path, string Text)[] files)
        => TestCharts.Create("shop", [("templates/config.yaml", TestCharts.ConfigMap("shop", "{{ .Values.text | default \"first\" }}")), .. files]);

    public Task<ReleaseResult> InstallAsync(ReleaseRequest request, IProgress<ReleaseProgress>? progress = null)
        => Helm.InstallOrUpgradeAsync(request, progress, TestContext.Current.CancellationToken);

    public JsonObject? ConfigMap(string name) => Api.Get("", "configmaps", "apps", name);

    public Task<IReadOnlyList<Release>> HistoryAsync(string name = "shop") => Helm.HistoryAsync(name, "apps", TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await _server.DisposeAsync();
    }
}

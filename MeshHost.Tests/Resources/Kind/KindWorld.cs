using System.Text;
using System.Text.Json.Nodes;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Emulator;
using MeshHost.Emulator.Standalone;
using MeshHost.Kubernetes;
using MeshHost.Lifecycle.Running;
using MeshHost.Resources.Clusters;
using MeshHost.Resources.Targets;
using MeshHost.Resources.Targets.Kind;
using MeshHost.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MeshHost.Tests.Resources.Kind;

/// <summary>A cluster with controllers and kubelets that the stand-in for kind leads to, and applications that roll out to it.</summary>
internal sealed class KindWorld : IAsyncDisposable
{
    public const string Cluster = "local";

    private readonly EmulatorHost _emulator = new(new EmulatorOptions { TimeScale = 0 });
    private readonly List<DistributedApplication> _applications = [];

    private Kubeconfig? _kubeconfig;

    private KindWorld()
    {
    }

    public FakeKind Kind { get; } = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<KindWorld> StartAsync(bool marked = true)
    {
        KindWorld world = new();
        await world._emulator.StartAsync(Cancellation);
        using ClusterSetup setup = new(world._emulator, new EmulatorOptions().Project);
        await setup.CreateAsync(Cluster, "us-central1-a", Cancellation);
        var cluster = world._emulator.Clusters.Find(Cluster)!;
        KubeconfigUser user = new() { Name = "kind", Token = "any" };
        Kubeconfig kubeconfig = Kubeconfig.ForServer($"kind-{Cluster}", cluster.Endpoint, Encoding.ASCII.GetBytes(cluster.Context.ClusterCertificateAuthority), user);
        world._kubeconfig = kubeconfig;
        world.Kind.HandOut(kubeconfig);
        if (marked)
        {
            // What kind does with the labels of its configuration.
            await using KubernetesClient client = KubernetesClient.FromKubeconfig(kubeconfig);
            KubernetesObject node = (await client.ListAsync(new GroupVersionKind("", "v1", "Node"), null, null, Cancellation))[0];
            JsonObject patch = new() { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { [KindConfiguration.OwnerLabel] = Cluster } } };
            await client.PatchAsync(node.Reference, patch, PatchType.Merge, null, Cancellation);
        }

        return world;
    }

    /// <summary>Has kind make the cluster.</summary>
    public void RunAsKind(IResourceBuilder<GkeClusterResource> cluster) => cluster.RunAsKind(options =>
    {
        Kind.Use(options);
        options.NodeImage = "kindest/node:v1.34.0";
    });

    /// <summary>Uses the cluster as one that somebody else made.</summary>
    public void RunAsExisting(IResourceBuilder<GkeClusterResource> cluster) => cluster.RunAsExisting(new ExistingCluster($"kind-{Cluster}", () => _kubeconfig!));

    /// <summary>Opens an application, without values for parameters, that declares the cluster, a mesh and an issuer.</summary>
    public async Task<DistributedApplication> OpenApplicationAsync(
        Action<IResourceBuilder<GkeClusterResource>>? target = null)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            DisableDashboard = true,
        });
        builder.Services.AddLogging(logging => logging.ClearProviders());
        builder.Services.AddSingleton(new TargetEnvironment { ChartRepositoryBase = _emulator.ChartRepositoryUri });
        var cluster = builder.AddGkeCluster(Cluster, builder.AddParameter("gcp-project"));
        (target ?? RunAsKind)(cluster);
        var mesh = builder.AddIstioMesh("istio", cluster);
        builder.AddCertIssuer("issuer", mesh, builder.AddParameter("acme-email"));
        var application = await HostTest.OpenAsync(builder);
        _applications.Add(application);
        return application;
    }

    public async Task<(DistributedApplication Application, RolloutResult Result)> UpAsync(Action<IResourceBuilder<GkeClusterResource>>? target = null)
    {
        var application = await OpenApplicationAsync(target);
        return (application, await HostTest.RolloutAsync(application));
    }

    public static Task<KubernetesClient> KubernetesAsync(DistributedApplication application) =>
        application.Services.GetRequiredService<DistributedApplicationModel>().Resources.OfType<GkeClusterResource>().Single().GetKubernetesClientAsync(Cancellation);

    public async ValueTask DisposeAsync()
    {
        foreach (var application in _applications)
        {
            await application.DisposeAsync();
        }

        await _emulator.DisposeAsync();
        Kind.Dispose();
    }
}

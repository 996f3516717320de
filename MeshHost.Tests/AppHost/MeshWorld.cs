using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Emulator;
using MeshHost.Gcp;
using MeshHost.Kubernetes;
using MeshHost.Lifecycle;
using MeshHost.Lifecycle.Graph;
using MeshHost.Lifecycle.Planning;
using MeshHost.Lifecycle.Running;
using MeshHost.Resources.Targets;
using MeshHost.Tests.Hosting;
using MeshHost.Tests.Resources.Gke;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace MeshHost.Tests.AppHost;

/// <summary>An emulator, and applications that roll the whole mesh out to it: each is a host of its own, as after a restart.</summary>
internal sealed class MeshWorld : IAsyncDisposable
{
    public const string Domain = "bookinfo.localhost";

    private readonly List<DistributedApplication> _applications = [];

    private MeshWorld(EmulatorHost emulator) => Emulator = emulator;

    public EmulatorHost Emulator { get; }

    public CountingHandler Google { get; } = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<MeshWorld> StartAsync(string? dataFolder = null)
    {
        var options = new EmulatorOptions { TimeScale = 0, DataFolder = dataFolder };
        options.DnsZones.Add(Domain);
        var emulator = new EmulatorHost(options);
        await emulator.StartAsync(Cancellation);
        return new MeshWorld(emulator);
    }

    /// <summary>Opens an application with the graph of the AppHost, as commands do: without the orchestrator, which takes seconds to start.</summary>
    public async Task<DistributedApplication> OpenApplicationAsync(Action<IDistributedApplicationBuilder>? configure = null)
    {
        var builder = CreateBuilder();
        configure?.Invoke(builder);
        var application = await HostTest.OpenAsync(builder);
        _applications.Add(application);
        return application;
    }

    /// <summary>Declares the graph of the AppHost against this world.</summary>
    /// <param name="runAs">Gives the cluster another target than the emulated Google Cloud.</param>
    public IDistributedApplicationBuilder CreateBuilder(Action<IResourceBuilder<GkeClusterResource>>? runAs = null)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            Args = ["--Parameters:gcp-project=mesh-demo", $"--Parameters:domain={Domain}", "--Parameters:acme-email=operator@bookinfo.localhost"],
            DisableDashboard = true,
            AssemblyName = "MeshHost.AppHost",
        });
        // The store keeps the logs, as it does for people; the console stays for the tests.
        builder.Services.AddLogging(logging => logging.AddFilter<ConsoleLoggerProvider>(_ => false));
        Target(builder);
        Declare(builder, runAs);
        return builder;
    }

    /// <summary>Rolls out with an application of its own, and waits until every node has ended.</summary>
    public async Task<(DistributedApplication Application, RolloutResult Result)> UpAsync(Action<IDistributedApplicationBuilder>? configure = null)
    {
        var application = await OpenApplicationAsync(configure);
        return (application, await HostTest.RolloutAsync(application));
    }

    public async Task<DistributedApplication> UpOkAsync(Action<IDistributedApplicationBuilder>? configure = null)
    {
        var (application, result) = await UpAsync(configure);
        Assert.True(result.Succeeded, result.Describe());
        return application;
    }

    public static Task<KubernetesClient> KubernetesAsync(DistributedApplication application) =>
        Model(application).Resources.OfType<IstioMeshResource>().Single().Cluster.GetKubernetesClientAsync(Cancellation);

    public static DistributedApplicationModel Model(DistributedApplication application) => application.Services.GetRequiredService<DistributedApplicationModel>();

    public static async Task<IReadOnlyList<PlannedChange>> PlanAsync(DistributedApplication application) =>
        [.. (await application.Services.GetRequiredService<Planner>().PlanAsync(Cancellation)).SelectMany(p => p.Plan.Changes)];

    public static async Task<HealthCheckResult> HealthAsync(DistributedApplication application, string name)
    {
        var result = await application.Services.GetRequiredService<NodeRunner>().RunAsync(Node(application, name), NodeIntent.Check, Cancellation);
        return result.Health ?? HealthCheckResult.Unhealthy(result.Outcome.Cause);
    }

    public static async Task ProvisionAsync(DistributedApplication application, string name)
    {
        var outcomes = await application.Services.GetRequiredService<Rollout>().RunAgainAsync(Node(application, name));
        Assert.All(outcomes, o => Assert.True(o.Status is NodeStatus.Healthy, o.Cause));
    }

    public static LifecycleNode Node(DistributedApplication application, string name) => application.Services.GetRequiredService<LifecycleGraph>().Find(name)!;

    /// <summary>Takes nodes out of a graph, and with them the waits for them.</summary>
    public static void Remove(IDistributedApplicationBuilder builder, Func<IResource, bool> which)
    {
        foreach (var gone in builder.Resources.Where(which).ToList())
        {
            builder.Resources.Remove(gone);
            foreach (var resource in builder.Resources)
            {
                foreach (var wait in resource.Annotations.OfType<WaitAnnotation>().Where(w => ReferenceEquals(w.Resource, gone)).ToList())
                {
                    resource.Annotations.Remove(wait);
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var application in _applications)
        {
            await application.DisposeAsync();
        }

        await Emulator.DisposeAsync();
        Google.Dispose();
    }

    private static void Declare(IDistributedApplicationBuilder builder, Action<IResourceBuilder<GkeClusterResource>>? runAs)
    {
        var domain = builder.AddParameter("domain");
        var cluster = builder.AddGkeCluster("bookinfo-istio", builder.AddParameter("gcp-project"))
            .WithLocation("us-central1-a")
            .WithNetwork(nodes: "10.10.0.0/20", pods: "10.20.0.0/16", services: "10.30.0.0/20", controlPlane: "172.16.0.0/28")
            .WithAuthorizedNetwork("office", "203.0.113.0/24")
            .WithNodePool("default", machineType: "e2-standard-4", nodeCount: 3);
        runAs?.Invoke(cluster);
        var mesh = builder.AddIstioMesh("istio", cluster).WithStrictMtls().WithTracing(samplingPercentage: 100);
        var issuer = builder.AddCertIssuer("letsencrypt", mesh, builder.AddParameter("acme-email"));
        var observability = builder.AddObservabilityStack("observability", mesh).WithHttps(issuer, domain);
        builder.AddBookinfoApp("bookinfo", mesh).WithHttps(issuer, domain).WithReference(observability);
    }

    private void Target(IDistributedApplicationBuilder builder)
    {
        builder.Services.AddSingleton(CreateEnvironment());
        builder.Services.AddSingleton(GoogleCloudConnectionOptions.ForEmulator(Emulator.GoogleBaseUri) with { HttpMessageHandler = Google });
    }

    /// <summary>What applications are told of this world.</summary>
    public TargetEnvironment CreateEnvironment()
    {
        var environment = new TargetEnvironment
        {
            ChartRepositoryBase = Emulator.ChartRepositoryUri,
            EgressAddress = System.Net.IPAddress.Parse("203.0.113.7"),
            PublicProxy = Emulator.ProxyUri,
            DnsServer = Emulator.DnsEndPoint,
            BrowserEdge = Emulator.BrowserHttpsUri,
        };
        environment.TrustedRoots.Add(System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(Emulator.CertificateAuthorityPem));
        return environment;
    }
}

using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Emulator.Google;
using MeshHost.Gcp;
using MeshHost.Lifecycle.Planning;
using MeshHost.Lifecycle.Removal;
using MeshHost.Lifecycle.Running;
using MeshHost.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using GoogleCloud = MeshHost.Emulator.Google.GoogleCloud;

namespace MeshHost.Tests.Resources.Gke;

/// <summary>An emulated Google Cloud, and applications that roll a cluster out to it: each run is a host of its own, as after a restart.</summary>
internal sealed class GkeWorld : IAsyncDisposable
{
    public const string Project = "mesh-demo";

    private readonly WebApplication _web;
    private readonly ApiServerHost _clusters;
    private readonly GoogleCloudConnection _connection;

    private GkeWorld(WebApplication web, GoogleCloud google, ApiServerHost clusters, RequestCounter served)
    {
        (_web, Google, _clusters, Served) = (web, google, clusters, served);
        Address = new Uri(web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        _connection = new GoogleCloudConnection(GoogleCloudConnectionOptions.ForEmulator(Address));
        Cloud = new MeshHost.Gcp.GoogleCloud(_connection);
    }

    /// <summary>The emulated cloud.</summary>
    public GoogleCloud Google { get; }

    /// <summary>A client of the emulated cloud, to look at it and to meddle with it.</summary>
    public MeshHost.Gcp.GoogleCloud Cloud { get; }

    public Uri Address { get; }

    /// <summary>Requests that the cloud has got, from whatever process.</summary>
    public RequestCounter Served { get; }

    public CountingHandler Traffic { get; } = new();

    public ICollection<MeshHost.Emulator.Kubernetes.ClusterApiServer> Clusters => _clusters.Servers;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<GkeWorld> StartAsync(Func<GoogleCloudOptions, GoogleCloudOptions>? configure = null)
    {
        var options = new GoogleCloudOptions { TimeScale = 0 };
        var clusters = new ApiServerHost();
        var google = new GoogleCloud(configure?.Invoke(options) ?? options, clusters);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var web = builder.Build();
        var served = new RequestCounter();
        web.Use((_, next) =>
        {
            served.Increment();
            return next();
        });
        google.Map(web);
        await google.StartAsync(Cancellation);
        await web.StartAsync(Cancellation);
        return new GkeWorld(web, google, clusters, served);
    }

    /// <summary>The application of the how-to, as far as Google Cloud goes.</summary>
    public DistributedApplication Build(Action<IResourceBuilder<GkeClusterResource>>? configure = null) =>
        Build(Address, Traffic, configure);

    /// <summary>The application of the how-to, as far as Google Cloud goes, against a cloud at some address.</summary>
    public static DistributedApplication Build(
        Uri cloud, HttpMessageHandler handler, Action<IResourceBuilder<GkeClusterResource>>? configure)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            Args = [$"--Parameters:gcp-project={Project}"],
            DisableDashboard = true,
            AssemblyName = "MeshHost.AppHost",
        });
        builder.Services.AddLogging(logging => logging.ClearProviders());
        builder.Services.AddSingleton(GoogleCloudConnectionOptions.ForEmulator(cloud) with
        {
            HttpMessageHandler = handler,
            Seed = 1,
            MaxAttempts = 20,
            MaxRetryDelay = TimeSpan.FromMilliseconds(100),
        });
        var cluster = builder.AddGkeCluster("bookinfo-istio", builder.AddParameter("gcp-project"))
            .WithLocation("us-central1-a")
            .WithNetwork(nodes: "10.10.0.0/20", pods: "10.20.0.0/16", services: "10.30.0.0/20", controlPlane: "172.16.0.0/28")
            .WithAuthorizedNetwork("office", "203.0.113.0/24")
            .WithNodePool("default", machineType: "e2-standard-4", nodeCount: 3);
        configure?.Invoke(cluster);
        return builder.Build();
    }

    /// <summary>Rolls out and waits until every node has ended.</summary>
    public async Task<RolloutResult> UpAsync(Action<IResourceBuilder<GkeClusterResource>>? configure = null)
    {
        await using var application = Build(configure);
        return await HostTest.RolloutAsync(application);
    }

    /// <summary>Rolls out, which must succeed.</summary>
    public async Task UpOkAsync(Action<IResourceBuilder<GkeClusterResource>>? configure = null)
    {
        var result = await UpAsync(configure);
        Assert.True(result.Succeeded, result.Describe());
    }

    public async Task<IReadOnlyList<NodePlan>> PlanAsync(Action<IResourceBuilder<GkeClusterResource>>? configure = null)
    {
        await using var application = Build(configure);
        return await application.Services.GetRequiredService<Planner>().PlanAsync(Cancellation);
    }

    /// <summary>What the health check of a node says; null when the node is healthy.</summary>
    public async Task<string?> HealthAsync(string node)
    {
        await using var application = Build();
        var report = await application.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(r => r.Name == node + "_check", Cancellation);
        var entry = report.Entries[node + "_check"];
        return entry.Status == HealthStatus.Healthy ? null : entry.Description ?? entry.Status.ToString();
    }

    public async Task<TearDownResult> DownAsync(Action<IResourceBuilder<GkeClusterResource>>? configure = null)
    {
        await using var application = Build(configure);
        return await application.Services.GetRequiredService<NodeTearDown>().RunAsync(Cancellation);
    }

    /// <summary>What of our doing, or GKE's, is in the project.</summary>
    public async Task<IReadOnlyList<string>> InventoryAsync()
    {
        var compute = Cloud.Compute;
        var global = MeshHost.Gcp.Compute.ComputeScope.Global;
        var found = new List<string>();
        found.AddRange((await compute.Networks.ListAsync(Project, global, null, Cancellation)).Where(n => n.Name != "default").Select(n => "network " + n.Name));
        found.AddRange((await compute.Subnetworks.AggregatedListAsync(Project, null, Cancellation)).Where(s => s.Network?.EndsWith("/default", StringComparison.Ordinal) is not true).Select(s => "subnetwork " + s.Name));
        found.AddRange((await compute.Routers.AggregatedListAsync(Project, null, Cancellation)).Select(r => "router " + r.Name));
        found.AddRange((await compute.Firewalls.ListAsync(Project, global, null, Cancellation)).Where(f => f.Network?.EndsWith("/default", StringComparison.Ordinal) is not true).Select(f => "firewall " + f.Name));
        found.AddRange((await compute.ForwardingRules.AggregatedListAsync(Project, null, Cancellation)).Select(r => "forwarding rule " + r.Name));
        found.AddRange((await compute.TargetPools.AggregatedListAsync(Project, null, Cancellation)).Select(r => "target pool " + r.Name));
        found.AddRange((await compute.HttpHealthChecks.ListAsync(Project, global, null, Cancellation)).Select(r => "health check " + r.Name));
        found.AddRange((await Cloud.Container.ListClustersAsync(Project, "-", Cancellation)).Select(c => "cluster " + c.Name));
        if (await Cloud.Iam.GetServiceAccountAsync(Project, "bookinfo-istio-nodes@mesh-demo.iam.gserviceaccount.com", Cancellation) is { } account)
        {
            found.Add("service account " + account.Email);
        }

        var policy = await Cloud.ResourceManager.GetIamPolicyAsync(Project, Cancellation);
        found.AddRange((policy.Bindings ?? []).SelectMany(b => (b.Members ?? []).Select(m => $"binding of {m} to {b.Role}")).Where(m => m.Contains("bookinfo-istio-nodes", StringComparison.Ordinal)));
        return found;
    }

    public async ValueTask DisposeAsync()
    {
        _connection.Dispose();
        await _web.DisposeAsync();
        await Google.DisposeAsync();
        await _clusters.DisposeAsync();
        Traffic.Dispose();
    }
}

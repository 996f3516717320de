using System.Collections.Concurrent;
using System.Diagnostics;
using Aspire.Hosting;
using MeshHost.Kubernetes;
using MeshHost.Lifecycle;
using MeshHost.Lifecycle.Graph;
using MeshHost.Lifecycle.Removal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshHost.Tests.AppHost;

public sealed class RolloutTests
{
    private static readonly GroupVersionKind s_secret = new("", "v1", "Secret");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Mesh_is_planned_rolled_out_once_and_removed_without_a_trace()
    {
        await using var world = await MeshWorld.StartAsync();
        var empty = world.Emulator.Google.Inventory();
        var before = await MeshWorld.PlanAsync(await world.OpenApplicationAsync());
        Assert.NotEmpty(before);
        // The project itself is there: its services are switched on, everything else is made.
        Assert.All(before, c => Assert.Equal(c.Target.StartsWith("services of ", StringComparison.Ordinal) ? ChangeKind.Update : ChangeKind.Create, c.Kind));

        var first = await world.UpOkAsync();
        Assert.Contains("verification", string.Join(' ', first.Services.GetRequiredService<LifecycleGraph>().Nodes.Select(n => n.Name)), StringComparison.Ordinal);
        var revisions = await RevisionsAsync(first);
        Assert.NotEmpty(revisions);
        Assert.Empty(await MeshWorld.PlanAsync(await world.OpenApplicationAsync()));

        world.Google.Clear();
        var second = await world.UpOkAsync();
        Assert.Empty(world.Google.Changes);
        Assert.Equal(revisions, await RevisionsAsync(second));
        Assert.DoesNotContain(
            MeshWorld.Model(second).Resources.Select(r => second.ResourceNotifications.TryGetCurrentState(r.Name, out var s) ? s.Snapshot : null),
            s => s?.Urls.Any(u => u.Url.Contains("console.cloud.google.com", StringComparison.Ordinal)) is true);

        var down = await (await world.OpenApplicationAsync()).Services.GetRequiredService<NodeTearDown>().RunAsync(Cancellation);
        Assert.True(down.Succeeded, down.Describe());
        Assert.Equal(empty, world.Emulator.Google.Inventory());
    }

    [Fact]
    public async Task Mesh_goes_on_where_it_was_WhenTheEmulatorThatKeepsItIsStartedAgain()
    {
        var folder = Directory.CreateTempSubdirectory("meshhost-mesh-");
        try
        {
            IReadOnlyList<string> revisions;
            await using (var world = await MeshWorld.StartAsync(folder.FullName))
            {
                revisions = await RevisionsAsync(await world.UpOkAsync());
            }

            await using var again = await MeshWorld.StartAsync(folder.FullName);

            // The verification among its nodes asks for everything anew: pages, certificates, mTLS and traces.
            var application = await again.UpOkAsync();
            Assert.Empty(again.Google.Changes);
            Assert.Equal(revisions, await RevisionsAsync(application));
            Assert.Empty(await MeshWorld.PlanAsync(await again.OpenApplicationAsync()));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Rollout_is_one_trace_with_a_span_and_links_for_each_node()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("MeshHost.", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var world = await MeshWorld.StartAsync();
        // The graph's one root carries a trace of its own; other tests run beside this one, so it is found from one of its nodes.
        var application = await world.UpOkAsync();
        var graph = application.Services.GetRequiredService<LifecycleGraph>();
        var traces = spans.Where(s => s.OperationName == "rollout").Select(s => s.TraceId)
            .Where(t => spans.Any(s => s.TraceId == t && s.OperationName == "provision istio-istiod")).ToList();

        Assert.NotEmpty(traces);
        var trace = spans.Where(s => s.TraceId == traces[^1]).ToList();
        var root = Assert.Single(trace, s => s.ParentSpanId == default);
        Assert.Equal("rollout", root.OperationName);
        var nodes = trace.Where(s => s.OperationName.StartsWith("provision ", StringComparison.Ordinal) && s.ParentSpanId == root.SpanId).ToList();
        Assert.Equal(
            graph.Nodes.Select(n => $"provision {n.Name}").Order(StringComparer.Ordinal), nodes.Select(n => n.OperationName).Order(StringComparer.Ordinal));
        Assert.All(graph.Nodes, node => Assert.Equal(
            graph.DependenciesOf(node).Count, nodes.Single(n => n.OperationName == $"provision {node.Name}").Links.Count()));
        foreach (var source in new[] { "MeshHost.Gcp", "MeshHost.Kubernetes", "MeshHost.Helm" })
        {
            Assert.Contains(trace, s => s.Source.Name == source && s.ParentSpanId != root.SpanId);
        }
    }

    [Fact]
    public async Task Drift_is_found_by_the_health_check_and_put_right_by_provisioning_again()
    {
        await using var world = await MeshWorld.StartAsync();
        var application = await world.UpOkAsync();
        var client = await MeshWorld.KubernetesAsync(application);

        const string Firewall = "bookinfo-istio-fw-master-webhooks";
        var rule = world.Emulator.Google.Inventory().Single(i => i.Contains("firewall", StringComparison.OrdinalIgnoreCase) && i.EndsWith("master-webhooks", StringComparison.Ordinal));
        using var http = new HttpClient();
        using var deleted = await http.DeleteAsync(
            new Uri(world.Emulator.GoogleBaseUri, $"/compute/v1/projects/mesh-demo/global/firewalls/{rule[(rule.LastIndexOf('/') + 1)..]}"), Cancellation);
        deleted.EnsureSuccessStatusCode();
        Assert.NotEqual(HealthStatus.Healthy, (await MeshWorld.HealthAsync(application, Firewall)).Status);
        await MeshWorld.ProvisionAsync(application, Firewall);
        Assert.Equal(HealthStatus.Healthy, (await MeshWorld.HealthAsync(application, Firewall)).Status);

        var istiod = new ObjectReference(new GroupVersionKind("apps", "v1", "Deployment"), "istiod", "istio-system");
        Assert.True(await client.DeleteAsync(istiod, null, Cancellation));
        var gone = await MeshWorld.HealthAsync(application, "istio-istiod");
        Assert.NotEqual(HealthStatus.Healthy, gone.Status);
        Assert.Contains("istiod", gone.Description, StringComparison.Ordinal);
        await MeshWorld.ProvisionAsync(application, "istio-istiod");
        Assert.NotNull(await client.GetAsync(istiod, Cancellation));

        var route = (await client.GetAsync(new ObjectReference(new GroupVersionKind("networking.istio.io", "v1", "VirtualService"), "bookinfo", "istio-ingress"), Cancellation))!;
        route.Json["spec"]!["hosts"]![0] = "elsewhere.localhost";
        await client.UpdateAsync(route, null, Cancellation);
        await AssertDriftAsync(application, "bookinfo-route", "spec.hosts", "elsewhere.localhost");

        var reviews = (await client.GetAsync(new ObjectReference(new GroupVersionKind("apps", "v1", "Deployment"), "productpage-v1", "bookinfo"), Cancellation))!;
        reviews.Json["spec"]!["replicas"] = 3;
        await client.UpdateAsync(reviews, null, Cancellation);
        await AssertDriftAsync(application, "bookinfo-productpage", "spec.replicas", "3");
    }

    private static async Task AssertDriftAsync(DistributedApplication application, string node, string field, string value)
    {
        var drifted = await MeshWorld.HealthAsync(application, node);
        Assert.NotEqual(HealthStatus.Healthy, drifted.Status);
        Assert.Contains(field, drifted.Description, StringComparison.Ordinal);
        Assert.Contains(value, drifted.Description, StringComparison.Ordinal);
        await MeshWorld.ProvisionAsync(application, node);
        Assert.Equal(HealthStatus.Healthy, (await MeshWorld.HealthAsync(application, node)).Status);
    }

    private static async Task<IReadOnlyList<string>> RevisionsAsync(DistributedApplication application)
    {
        var client = await MeshWorld.KubernetesAsync(application);
        var secrets = await client.ListAsync(s_secret, null, null, Cancellation);
        return [.. secrets.Where(s => s.Name.StartsWith("sh.helm.release.v1.", StringComparison.Ordinal)).Select(s => $"{s.Namespace}/{s.Name}@{s.ResourceVersion}").Order(StringComparer.Ordinal)];
    }
}

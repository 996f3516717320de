using System.Text.Json.Nodes;

namespace MeshHost.Tests.Emulator.Kubernetes;

public class ObjectLifecycleTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Deployments = "/apis/apps/v1/namespaces/default/deployments";

    [Fact]
    public async Task Create_gives_identity_and_version_and_get_reads_it_back()
    {
        await using var cluster = await TestCluster.StartAsync();
        var created = await cluster.PostAsync(ConfigMaps, TestCluster.ConfigMap("one"));
        var read = await cluster.GetAsync($"{ConfigMaps}/one");

        Assert.Equal(201, created.Code);
        Assert.NotNull(created.At("metadata.uid"));
        Assert.NotNull(created.At("metadata.creationTimestamp"));
        Assert.Equal(created.At("metadata.resourceVersion"), read.At("metadata.resourceVersion"));
        Assert.Equal("b", read.At("data.a"));
    }

    [Fact]
    public async Task Create_is_refused_WhenTheNameIsTaken()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync(ConfigMaps, TestCluster.ConfigMap("one"));
        var again = await cluster.PostAsync(ConfigMaps, TestCluster.ConfigMap("one"));

        Assert.Equal(409, again.Code);
        Assert.Equal("configmaps \"one\" already exists", again.Message);
    }

    [Fact]
    public async Task Create_is_refused_WhenTheNamespaceDoesNotExist()
    {
        await using var cluster = await TestCluster.StartAsync();
        var answer = await cluster.PostAsync("/api/v1/namespaces/nowhere/configmaps", TestCluster.ConfigMap("one"));

        Assert.Equal(404, answer.Code);
        Assert.Equal("namespaces \"nowhere\" not found", answer.Message);
    }

    [Fact]
    public async Task Create_is_refused_WhenTheNamespaceIsTerminating()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync("/api/v1/namespaces", TestCluster.Json("""{"metadata":{"name":"going"}}"""));
        await cluster.SendAsync("DELETE", "/api/v1/namespaces/going");
        var answer = await cluster.PostAsync("/api/v1/namespaces/going/configmaps", TestCluster.ConfigMap("one"));

        Assert.Equal(403, answer.Code);
        Assert.Equal("configmaps \"one\" is forbidden: unable to create new content in namespace going because it is being terminated", answer.Message);
        Assert.Equal("NamespaceTerminating", answer.At("details.causes.0.reason"));
    }

    [Fact]
    public async Task Create_makes_a_name_WhenOnlyAPrefixIsGiven()
    {
        await using var cluster = await TestCluster.StartAsync();
        var answer = await cluster.PostAsync(ConfigMaps, TestCluster.Json("""{"metadata":{"generateName":"run-"}}"""));

        Assert.Matches("^run-[a-z0-9]{5}$", answer.At("metadata.name"));
    }

    [Fact]
    public async Task Create_stores_nothing_WhenItIsADryRun()
    {
        await using var cluster = await TestCluster.StartAsync();
        var dry = await cluster.PostAsync($"{ConfigMaps}?dryRun=All", TestCluster.ConfigMap("one"));
        var read = await cluster.GetAsync($"{ConfigMaps}/one");

        Assert.Equal(201, dry.Code);
        Assert.Equal(404, read.Code);
    }

    [Fact]
    public async Task Replace_is_refused_WhenTheVersionIsOld()
    {
        await using var cluster = await TestCluster.StartAsync();
        var created = await cluster.PostAsync(ConfigMaps, TestCluster.ConfigMap("one"));
        var first = created.Json;
        first["data"]!["a"] = "c";
        await cluster.SendAsync("PUT", $"{ConfigMaps}/one", first);
        first["data"]!["a"] = "d";
        var answer = await cluster.SendAsync("PUT", $"{ConfigMaps}/one", first);

        Assert.Equal(409, answer.Code);
        Assert.Equal("Operation cannot be fulfilled on configmaps \"one\": the object has been modified; please apply your changes to the latest version and try again", answer.Message);
    }

    [Fact]
    public async Task Replace_keeps_the_version_WhenNothingChanges()
    {
        await using var cluster = await TestCluster.StartAsync();
        var created = await cluster.PostAsync(ConfigMaps, TestCluster.ConfigMap("one"));
        var same = await cluster.SendAsync("PUT", $"{ConfigMaps}/one", created.Json);

        Assert.Equal(200, same.Code);
        Assert.Equal(created.At("metadata.resourceVersion"), same.At("metadata.resourceVersion"));
    }

    [Fact]
    public async Task Generation_counts_changes_of_the_spec_only()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync(Deployments, TestCluster.Deployment("web"));
        var labelled = await cluster.SendAsync("PATCH", $"{Deployments}/web", TestCluster.Json("""{"metadata":{"labels":{"x":"y"}}}"""), "application/merge-patch+json");
        var status = await cluster.SendAsync("PATCH", $"{Deployments}/web/status", TestCluster.Json("""{"status":{"replicas":1}}"""), "application/merge-patch+json");
        var scaled = await cluster.SendAsync("PATCH", $"{Deployments}/web", TestCluster.Json("""{"spec":{"replicas":3}}"""), "application/merge-patch+json");

        Assert.Equal(["1", "1", "2"], new[] { labelled, status, scaled }.Select(answer => answer.At("metadata.generation")));
        Assert.Equal("1", scaled.At("status.replicas"));
    }

    [Fact]
    public async Task Status_is_ignored_WhenWrittenWithTheObject()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync(Deployments, TestCluster.Deployment("web"));
        var answer = await cluster.SendAsync("PATCH", $"{Deployments}/web", TestCluster.Json("""{"status":{"replicas":7}}"""), "application/merge-patch+json");

        Assert.Null(answer.At("status.replicas"));
    }

    [Fact]
    public async Task Delete_waits_for_finalizers()
    {
        await using var cluster = await TestCluster.StartAsync();
        var held = TestCluster.ConfigMap("held");
        held["metadata"]!["finalizers"] = new JsonArray("example.com/hold");
        await cluster.PostAsync(ConfigMaps, held);
        var deleted = await cluster.SendAsync("DELETE", $"{ConfigMaps}/held");
        var there = await cluster.GetAsync($"{ConfigMaps}/held");
        await cluster.SendAsync("PATCH", $"{ConfigMaps}/held", TestCluster.Json("""{"metadata":{"finalizers":null}}"""), "application/merge-patch+json");
        var gone = await cluster.GetAsync($"{ConfigMaps}/held");

        Assert.Equal(200, deleted.Code);
        Assert.NotNull(there.At("metadata.deletionTimestamp"));
        Assert.Equal(404, gone.Code);
    }

    [Fact]
    public async Task Delete_is_refused_WhenThePreconditionDiffers()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync(ConfigMaps, TestCluster.ConfigMap("one"));
        var answer = await cluster.SendAsync("DELETE", $"{ConfigMaps}/one", TestCluster.Json("""{"preconditions":{"uid":"other"}}"""));

        Assert.Equal(409, answer.Code);
        Assert.Contains("Precondition failed: UID in precondition: other", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pod_on_a_node_stays_terminating_until_deleted_without_grace()
    {
        await using var cluster = await TestCluster.StartAsync();
        var ct = TestContext.Current.CancellationToken;
        await cluster.Api.CreateAsync(TestCluster.Json("""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"default"},"spec":{"nodeName":"n","containers":[{"name":"c","image":"i"}]}}"""), ct);
        await cluster.SendAsync("DELETE", "/api/v1/namespaces/default/pods/p");
        var terminating = cluster.Api.Get("", "pods", "default", "p");
        await cluster.Api.DeleteAsync("", "pods", "default", "p", ct, gracePeriodSeconds: 0);

        Assert.NotNull(terminating?["metadata"]?["deletionTimestamp"]);
        Assert.Null(cluster.Api.Get("", "pods", "default", "p"));
    }
}

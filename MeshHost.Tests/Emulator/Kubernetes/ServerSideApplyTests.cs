using System.Text.Json.Nodes;

namespace MeshHost.Tests.Emulator.Kubernetes;

public class ServerSideApplyTests
{
    private const string Path = "/apis/apps/v1/namespaces/default/deployments/web";
    private const string ConfigMap = "/api/v1/namespaces/default/configmaps/one";

    [Fact]
    public async Task Apply_creates_and_then_changes()
    {
        await using var cluster = await TestCluster.StartAsync();
        var created = await cluster.ApplyAsync(Path, TestCluster.Deployment("web"), "me");
        var changed = await cluster.ApplyAsync(Path, TestCluster.Deployment("web", "nginx:2"), "me");

        Assert.Equal(201, created.Code);
        Assert.Equal(200, changed.Code);
        Assert.Equal("nginx:2", changed.At("spec.template.spec.containers.0.image"));
    }

    [Fact]
    public async Task Apply_writes_nothing_WhenItChangesNothing()
    {
        await using var cluster = await TestCluster.StartAsync();
        var first = await cluster.ApplyAsync(Path, TestCluster.Deployment("web"), "me");
        var second = await cluster.ApplyAsync(Path, TestCluster.Deployment("web"), "me");

        Assert.Equal(first.At("metadata.resourceVersion"), second.At("metadata.resourceVersion"));
    }

    [Fact]
    public async Task Apply_owns_what_it_states_and_not_the_defaults()
    {
        await using var cluster = await TestCluster.StartAsync();
        var answer = await cluster.ApplyAsync(ConfigMap, TestCluster.ConfigMap("one"), "me");

        Assert.Equal("""{"f:data":{"f:a":{}}}""", answer.Json["metadata"]!["managedFields"]![0]!["fieldsV1"]!.ToJsonString());
        Assert.Equal("Apply", answer.At("metadata.managedFields.0.operation"));
    }

    [Fact]
    public async Task Apply_is_refused_with_the_owner_WhenAnotherManagerOwnsTheField()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.ApplyAsync(ConfigMap, TestCluster.ConfigMap("one"), "first");
        var answer = await cluster.ApplyAsync(ConfigMap, TestCluster.ConfigMap("one", value: "c"), "second");

        Assert.Equal(409, answer.Code);
        Assert.Equal("Apply failed with 1 conflict: conflict with \"first\": .data.a", answer.Message);
        Assert.Equal("FieldManagerConflict", answer.At("details.causes.0.reason"));
        Assert.Equal(".data.a", answer.At("details.causes.0.field"));
    }

    [Fact]
    public async Task Apply_names_the_version_WhenTheOwnerUpdates()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.SendAsync("POST", "/api/v1/namespaces/default/configmaps?fieldManager=updater", TestCluster.ConfigMap("one"));
        var answer = await cluster.ApplyAsync(ConfigMap, TestCluster.ConfigMap("one", value: "c"), "second");

        Assert.Equal("Apply failed with 1 conflict: conflict with \"updater\" using v1: .data.a", answer.Message);
    }

    [Fact]
    public async Task Apply_takes_the_field_over_WhenForced()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.ApplyAsync(ConfigMap, TestCluster.ConfigMap("one"), "first");
        var answer = await cluster.ApplyAsync(ConfigMap, TestCluster.ConfigMap("one", value: "c"), "second", force: true);

        Assert.Equal("c", answer.At("data.a"));
        Assert.Equal("second", answer.At("metadata.managedFields.0.manager"));
        Assert.Null(answer.At("metadata.managedFields.1.manager"));
    }

    [Fact]
    public async Task Apply_shares_a_field_WhenTheValueIsTheSame_and_removes_it_WhenNobodyStatesIt()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.ApplyAsync(ConfigMap, TestCluster.ConfigMap("one"), "first");
        await cluster.ApplyAsync(ConfigMap, TestCluster.ConfigMap("one"), "second");
        var without = TestCluster.ConfigMap("one", "other", "x");
        var firstDropped = await cluster.ApplyAsync(ConfigMap, without, "first");
        var bothDropped = await cluster.ApplyAsync(ConfigMap, TestCluster.ConfigMap("one", "third", "y"), "second");

        Assert.Equal("b", firstDropped.At("data.a"));
        Assert.Null(bothDropped.At("data.a"));
        Assert.Equal("x", bothDropped.At("data.other"));
    }

    [Fact]
    public async Task Apply_merges_list_items_by_their_keys()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.ApplyAsync(Path, TestCluster.Deployment("web"), "me");
        var sidecar = TestCluster.Json("""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},
             "spec":{"template":{"spec":{"containers":[{"name":"proxy","image":"p"}]}}}}
            """);
        var added = await cluster.ApplyAsync(Path, sidecar, "injector");
        sidecar["spec"]!["template"]!["spec"]!["containers"] = new JsonArray();
        var removed = await cluster.ApplyAsync(Path, sidecar, "injector");

        Assert.Equal(["c", "proxy"], added.Json["spec"]!["template"]!["spec"]!["containers"]!.AsArray().Select(container => (string?)container!["name"]));
        Assert.Equal(["c"], removed.Json["spec"]!["template"]!["spec"]!["containers"]!.AsArray().Select(container => (string?)container!["name"]));
    }

    [Fact]
    public async Task Apply_is_refused_WhenAFieldIsUnknown()
    {
        await using var cluster = await TestCluster.StartAsync();
        var wrong = TestCluster.Deployment("web");
        wrong["spec"]!["replicaz"] = 1;
        var answer = await cluster.ApplyAsync(Path, wrong, "me");

        Assert.Equal(500, answer.Code);
        Assert.Equal("failed to create typed patch object (default/web; apps/v1, Kind=Deployment): .spec.replicaz: field not declared in schema", answer.Message);
    }

    [Fact]
    public async Task Apply_is_refused_WhenNoManagerIsNamed()
    {
        await using var cluster = await TestCluster.StartAsync();
        var answer = await cluster.SendAsync("PATCH", ConfigMap, TestCluster.ConfigMap("one"), "application/apply-patch+yaml");

        Assert.Equal(422, answer.Code);
        Assert.Contains("fieldManager: Required value", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_of_status_owns_status_apart_from_the_object()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.ApplyAsync(Path, TestCluster.Deployment("web"), "me");
        var answer = await cluster.SendAsync(
            "PATCH", $"{Path}/status?fieldManager=controller", TestCluster.Json("""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"status":{"readyReplicas":1}}"""), "application/apply-patch+yaml");

        Assert.Equal("1", answer.At("status.readyReplicas"));
        Assert.Contains(answer.Json["metadata"]!["managedFields"]!.AsArray(), entry => (string?)entry!["subresource"] == "status");
        Assert.Equal("nginx:1", answer.At("spec.template.spec.containers.0.image"));
    }
}

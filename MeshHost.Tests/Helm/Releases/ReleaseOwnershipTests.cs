using System.Text.Json.Nodes;
using MeshHost.Helm;
using MeshHost.Kubernetes;
using MeshHost.Tests.Helm.Charts;

namespace MeshHost.Tests.Helm.Releases;

/// <summary>Releases whose objects others made or changed.</summary>
public sealed class ReleaseOwnershipTests
{
    private const string Web = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
          labels: {app: web{{ if .Values.full }}, team: blue{{ end }}}
        spec:
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
              - name: c
                image: nginx
                env:
                - {name: KEEP, value: "1"}
                {{- if .Values.full }}
                - {name: DROP, value: "1"}
              - {name: extra, image: busybox}
                {{- end }}
        """;

    private static readonly ObjectReference s_web = new(new("apps", "v1", "Deployment"), "web", "apps");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("helm")]
    [InlineData("terraform-provider-helm")]
    public async Task Upgrade_of_a_client_side_release_removes_what_left_the_chart(string manager)
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        var chart = ReleaseCluster.Shop(("templates/web.yaml", Web));
        await cluster.InstallAsync(ReleaseCluster.Request(chart, "full: true"));
        await MakeClientSideAsync(cluster, manager);

        var diff = (await cluster.Helm.DiffAsync(ReleaseCluster.Request(chart, "full: false"), Token)).Single(d => d.Object == s_web);
        await cluster.InstallAsync(ReleaseCluster.Request(chart, "full: false"));
        var again = await cluster.InstallAsync(ReleaseCluster.Request(chart, "full: false"));

        var live = (await cluster.Client.GetAsync(s_web, Token))!;
        Assert.Contains(diff.Fields, f => f.Path == "metadata.labels.team" && f.Desired is null);
        Assert.DoesNotContain("team", live.Labels.Keys);
        Assert.Equal(["KEEP"], live["spec.template.spec.containers[0].env"]!.AsArray().Select(e => (string)e!["name"]!));
        Assert.Single(live["spec.template.spec.containers"]!.AsArray());
        Assert.Equal(ReleaseAction.Unchanged, again.Action);
    }

    [Fact]
    public async Task Release_that_another_tool_rolled_back_is_brought_forward_again()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        var chart = ReleaseCluster.Shop(("templates/web.yaml", Web));
        await cluster.InstallAsync(ReleaseCluster.Request(chart, "full: true"));
        await cluster.InstallAsync(ReleaseCluster.Request(chart, "full: false"));
        await cluster.Helm.RollbackAsync("shop", "apps", null, null, Token);
        await MakeClientSideAsync(cluster, "helm");

        await cluster.InstallAsync(ReleaseCluster.Request(chart, "full: false"));

        Assert.Single((await cluster.Client.GetAsync(s_web, Token))!["spec.template.spec.containers"]!.AsArray());
    }

    [Fact]
    public async Task Port_that_was_edited_by_hand_is_put_back_by_the_release()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        var request = ReleaseCluster.Request(ReleaseCluster.Shop(("templates/service.yaml",
            "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}}")));
        await cluster.InstallAsync(request);
        var service = new ObjectReference(new("", "v1", "Service"), "web", "apps");
        await using var editor = cluster.ClientOf("kubectl-edit");
        await editor.PatchAsync(service, JsonNode.Parse("""[{"op":"replace","path":"/spec/ports/0/port","value":9090}]""")!, PatchType.Json, null, Token);

        var preview = await cluster.Helm.PreviewAsync(request, Token);
        await cluster.InstallAsync(request);

        Assert.Contains(preview.Objects.Single(d => d.Object == service).Fields, f => f is { Path: "spec.ports[0].port", Live: "9090", Desired: "80" });
        Assert.Equal(80, (int)Assert.Single((await cluster.Client.GetAsync(service, Token))!["spec.ports"]!.AsArray())!["port"]!);
    }

    [Fact]
    public async Task Objects_of_others_are_all_named_before_anything_is_written()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        await using var other = cluster.ClientOf("kubectl-create");
        await cluster.InstallAsync(ReleaseCluster.Request(ReleaseCluster.Shop(), name: "first") with { SkipHooks = true });
        await other.CreateAsync(KubernetesObject.ParseYaml("{apiVersion: v1, kind: ConfigMap, metadata: {name: b, namespace: apps}, data: {k: v}}")[0], false, Token);
        var chart = ReleaseCluster.Shop(("templates/b.yaml", TestCharts.ConfigMap("b")), ("templates/a.yaml", TestCharts.ConfigMap("a")));

        var refusal = await Assert.ThrowsAsync<ReleaseException>(() => cluster.InstallAsync(ReleaseCluster.Request(chart, name: "second")));

        Assert.Contains("ConfigMap apps/shop exists and cannot be imported into release apps/second: it belongs to release apps/first", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("ConfigMap apps/b exists and cannot be imported into release apps/second: it belongs to no release, and 'kubectl-create' made it", refusal.Message, StringComparison.Ordinal);
        Assert.False(refusal.IsTransient);
        Assert.Null(cluster.ConfigMap("a"));
        Assert.Empty(await cluster.HistoryAsync("second"));
    }

    [Fact]
    public async Task Object_that_a_chart_renders_twice_is_the_last_one()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        var request = ReleaseCluster.Request(ReleaseCluster.Shop(("templates/twice.yaml", $"{TestCharts.ConfigMap("twice", "a")}---\n{TestCharts.ConfigMap("twice", "b")}")));

        await cluster.InstallAsync(request);
        var again = await cluster.InstallAsync(request);

        Assert.Equal("b", (string?)cluster.ConfigMap("twice")!["data"]!["value"]);
        Assert.Equal(ReleaseAction.Unchanged, again.Action);
    }

    /// <summary>Leaves the object as a client-side apply leaves it: everything belongs to an entry with the operation Update.</summary>
    private static async Task MakeClientSideAsync(ReleaseCluster cluster, string manager)
    {
        var live = (await cluster.Client.GetAsync(s_web, Token))!;
        var entry = live.Json["metadata"]!["managedFields"]!.AsArray().Single(e => (string?)e!["operation"] == "Apply")!;
        entry["operation"] = "Update";
        entry["manager"] = manager;
        await cluster.Client.UpdateAsync(live, null, Token);
    }
}

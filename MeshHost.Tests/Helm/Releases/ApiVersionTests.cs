using MeshHost.Helm;
using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Apply;

namespace MeshHost.Tests.Helm.Releases;

/// <summary>An object stays the same object when its API version changes.</summary>
public sealed class ApiVersionTests
{
    private const string Template = """
        apiVersion: example.com/{{ .Values.version }}
        kind: Gizmo
        metadata: {name: main}
        spec: {size: {{ .Values.size }}}
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Upgrade_to_another_version_keeps_the_object()
    {
        await using var cluster = await StartAsync();
        await cluster.InstallAsync(Request("version: v1alpha1\nsize: 1"));
        var before = await GizmoAsync(cluster);

        var diff = await cluster.Helm.DiffAsync(Request("version: v1\nsize: 2"), Token);
        var result = await cluster.InstallAsync(Request("version: v1\nsize: 2"));

        var after = await GizmoAsync(cluster);
        Assert.Equal(ApplyOutcome.Configured, Assert.Single(diff, d => d.Object.Kind.Kind == "Gizmo").Outcome);
        Assert.Empty(result.Pruned);
        Assert.Equal(before?.Uid, after?.Uid);
        Assert.Equal(2, (int)after!["spec.size"]!);
    }

    [Fact]
    public async Task Rollback_to_another_version_keeps_the_object()
    {
        await using var cluster = await StartAsync();
        await cluster.InstallAsync(Request("version: v1alpha1\nsize: 1"));
        await cluster.InstallAsync(Request("version: v1\nsize: 2"));
        var before = await GizmoAsync(cluster);

        var result = await cluster.Helm.RollbackAsync("shop", "apps", null, null, Token);

        var after = await GizmoAsync(cluster);
        Assert.Empty(result.Pruned);
        Assert.Equal(before?.Uid, after?.Uid);
        Assert.Equal(1, (int)after!["spec.size"]!);
    }

    [Fact]
    public async Task Object_that_left_the_chart_is_removed_WhenItsVersionIsServedNoMore()
    {
        await using var cluster = await StartAsync();
        await cluster.InstallAsync(Request("version: v1alpha1\nsize: 1"));
        await StopServingAsync(cluster, "v1alpha1");

        var diff = await cluster.Helm.DiffAsync(ReleaseCluster.Request(ReleaseCluster.Shop()), Token);
        var result = await cluster.InstallAsync(ReleaseCluster.Request(ReleaseCluster.Shop()));

        Assert.Contains(diff, d => d is { Object.Kind.Kind: "Gizmo", Outcome: ApplyOutcome.Pruned });
        Assert.Single(result.Pruned, r => r.Kind.Kind == "Gizmo");
        Assert.Null(await GizmoAsync(cluster));
    }

    [Fact]
    public async Task Uninstall_removes_the_object_WhenItsVersionIsServedNoMore()
    {
        await using var cluster = await StartAsync();
        await cluster.InstallAsync(Request("version: v1alpha1\nsize: 1"));
        await StopServingAsync(cluster, "v1alpha1");

        var result = await cluster.Helm.UninstallAsync("shop", "apps", null, null, Token);

        Assert.Contains(result.Deleted, r => r.Kind.Kind == "Gizmo");
        Assert.Null(await GizmoAsync(cluster));
    }

    [Fact]
    public async Task Set_of_manifests_keeps_the_object_WhenItsVersionChanges()
    {
        await using var cluster = await StartAsync();
        var applier = new ObjectSetApplier(cluster.Client);
        var options = new ApplySetOptions { PruneSetId = "set", DefaultNamespace = "apps" };
        await applier.ApplyAsync(Gizmo("v1alpha1"), options, null, Token);
        var before = await GizmoAsync(cluster);

        var result = await applier.ApplyAsync(Gizmo("v1"), options, null, Token);

        Assert.Equal(before?.Uid, (await GizmoAsync(cluster))?.Uid);
        Assert.Equal([ApplyOutcome.Configured], result.Objects.Select(o => o.Outcome));
        Assert.Throws<ArgumentException>(() => new PreparedSet([.. Gizmo("v1"), .. Gizmo("v1alpha1")], options));
    }

    private static IReadOnlyList<KubernetesObject> Gizmo(string version) =>
        KubernetesObject.ParseYaml($$"""{apiVersion: example.com/{{version}}, kind: Gizmo, metadata: {name: main}, spec: {size: 1} }""");

    private static ReleaseRequest Request(string values) =>
        ReleaseCluster.Request(ReleaseCluster.Shop(("templates/gizmo.yaml", Template)), values);

    private static Task<KubernetesObject?> GizmoAsync(ReleaseCluster cluster) =>
        cluster.Client.GetAsync(new ObjectReference(new("example.com", "v1", "Gizmo"), "main", "apps"), Token);

    private static async Task StopServingAsync(ReleaseCluster cluster, string version)
    {
        var crd = await cluster.Client.GetAsync(new(new("apiextensions.k8s.io", "v1", "CustomResourceDefinition"), "gizmos.example.com", null), Token);
        crd!.Json["spec"]!["versions"]!.AsArray().Single(v => (string?)v!["name"] == version)!["served"] = false;
        await cluster.Client.UpdateAsync(crd, null, Token);
        cluster.Client.Discovery.Invalidate();
    }

    private static async Task<ReleaseCluster> StartAsync()
    {
        var cluster = await ReleaseCluster.StartAsync();
        await new ObjectSetApplier(cluster.Client).ApplyAsync(
            KubernetesObject.ParseYaml("""
                apiVersion: v1
                kind: Namespace
                metadata: {name: apps}
                ---
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: gizmos.example.com}
                spec:
                  group: example.com
                  scope: Namespaced
                  names: {plural: gizmos, kind: Gizmo}
                  versions:
                  - name: v1alpha1
                    served: true
                    storage: false
                    schema: &schema
                      openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer}}}}}
                  - {name: v1, served: true, storage: true, schema: *schema}
                """),
            new ApplySetOptions { FieldManager = "test" }, null, Token);
        return cluster;
    }
}

using System.Text.Json.Nodes;
using MeshHost.Helm;
using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Apply;
using MeshHost.Tests.Helm.Charts;

namespace MeshHost.Tests.Helm.Releases;

/// <summary>What a plan says of a release is what an install then does.</summary>
public sealed class ReleasePreviewTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Release_that_is_not_there_would_be_installed()
    {
        await using var cluster = await ReleaseCluster.StartAsync();

        var preview = await cluster.Helm.PreviewAsync(ReleaseCluster.Request(ReleaseCluster.Shop()), Token);

        Assert.Equal((ReleaseAction.Installed, (string?)null), (preview.Action, preview.DeployedVersion));
        Assert.All(preview.Objects, d => Assert.Equal(ApplyOutcome.Created, d.Outcome));
    }

    [Fact]
    public async Task Unchanged_release_costs_no_write_and_one_list_for_each_kind()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        var maps = string.Join("---\n", Enumerable.Range(0, 75).Select(i => TestCharts.ConfigMap($"map-{i}")));
        var accounts = string.Join("---\n", Enumerable.Range(0, 75).Select(i => $"{{apiVersion: v1, kind: ServiceAccount, metadata: {{name: account-{i}}}}}\n"));
        var request = ReleaseCluster.Request(ReleaseCluster.Shop(("templates/maps.yaml", maps), ("templates/accounts.yaml", accounts)));
        await cluster.InstallAsync(request);
        var requests = new List<string>();
        using var listener = RequestListener.Start(requests);

        var preview = await cluster.Helm.PreviewAsync(request, Token);
        var result = await cluster.InstallAsync(request);

        Assert.Equal((ReleaseAction.Unchanged, ReleaseAction.Unchanged), (preview.Action, result.Action));
        Assert.All(requests, r => Assert.StartsWith("GET ", r, StringComparison.Ordinal));
        Assert.Equal(2, requests.Count(r => r.Contains("/configmaps", StringComparison.Ordinal)));
        Assert.Equal(2, requests.Count(r => r.Contains("/serviceaccounts", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Failed_newest_revision_is_planned_although_every_object_is_as_declared()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        var request = ReleaseCluster.Request(ReleaseCluster.Shop());
        await cluster.InstallAsync(request);
        var secret = cluster.Api.Get("", "secrets", "apps", "sh.helm.release.v1.shop.v1")!;
        await cluster.Client.PatchAsync(
            new KubernetesObject(secret).Reference, JsonNode.Parse("""{"metadata":{"labels":{"status":"failed"}}}""")!, PatchType.Merge, null, Token);

        var preview = await cluster.Helm.PreviewAsync(request, Token);
        var result = await cluster.InstallAsync(request);

        Assert.Equal((ReleaseAction.Upgraded, "revision 1 is failed"), (preview.Action, preview.Reason));
        Assert.All(preview.Objects, d => Assert.Equal(ApplyOutcome.Unchanged, d.Outcome));
        Assert.Equal(ReleaseAction.Upgraded, result.Action);
    }

    [Fact]
    public async Task Older_chart_is_named_as_a_downgrade()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        await cluster.InstallAsync(ReleaseCluster.Request(Versioned("2.0.0")));

        var down = await cluster.Helm.PreviewAsync(ReleaseCluster.Request(Versioned("1.9.0")), Token);
        var up = await cluster.Helm.PreviewAsync(ReleaseCluster.Request(Versioned("2.1.0")), Token);

        Assert.Equal((ReleaseAction.Upgraded, true, "2.0.0"), (down.Action, down.IsDowngrade, down.DeployedVersion));
        Assert.Equal((ReleaseAction.Upgraded, false), (up.Action, up.IsDowngrade));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Release_that_helm_applied_again_is_planned_as_it_is_installed(bool sameDocuments)
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        var request = ReleaseCluster.Request(ReleaseCluster.Shop());
        await cluster.InstallAsync(request);
        await RewriteAsync(cluster, manifest => sameDocuments ? $"{manifest}\n\n" : manifest.Replace("first", "second", StringComparison.Ordinal));

        var preview = await cluster.Helm.PreviewAsync(request, Token);
        var result = await cluster.InstallAsync(request);

        Assert.Equal(sameDocuments ? ReleaseAction.Unchanged : ReleaseAction.Upgraded, preview.Action);
        Assert.Equal(preview.Action, result.Action);
    }

    [Fact]
    public async Task Definition_older_than_the_charts_is_named_at_once_and_upgraded_where_asked_for()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        await cluster.InstallAsync(ReleaseCluster.Request(Widgets("", "size: 1")));
        var request = ReleaseCluster.Request(Widgets(", shards: {type: integer}", "size: 1, shards: 2"));

        var refusal = await Assert.ThrowsAsync<ReleaseException>(() => cluster.InstallAsync(request));
        var upgraded = await cluster.InstallAsync(request with { UpgradeCrds = true });

        Assert.Contains("The definition in the cluster is older than the chart's crds/: widgets.example.com", refusal.Message, StringComparison.Ordinal);
        Assert.False(refusal.IsTransient);
        Assert.Equal(ReleaseAction.Upgraded, upgraded.Action);
        Assert.Equal(ReleaseAction.Unchanged, (await cluster.Helm.PreviewAsync(request, Token)).Action);
    }

    private static Chart Versioned(string version) => TestCharts.Create(
        "shop", ("Chart.yaml", $"apiVersion: v2\nname: shop\nversion: {version}\n"), ("templates/config.yaml", TestCharts.ConfigMap("shop")));

    private static Chart Widgets(string property, string spec) => TestCharts.Create(
        "shop",
        ("crds/widgets.yaml", $$"""
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: widgets.example.com}
            spec:
              group: example.com
              scope: Namespaced
              names: {kind: Widget, plural: widgets, singular: widget, listKind: WidgetList}
              versions:
              - name: v1
                served: true
                storage: true
                schema:
                  openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer}{{property}} } } } }
            """),
        ("templates/widget.yaml", $$"""{apiVersion: example.com/v1, kind: Widget, metadata: {name: one}, spec: { {{spec}} } }"""));

    private static async Task RewriteAsync(ReleaseCluster cluster, Func<string, string> rewrite)
    {
        var store = new MeshHost.Helm.Releases.ReleaseStore(cluster.Client, TimeProvider.System);
        var newest = (await store.HistoryAsync("shop", "apps", Token))[^1];
        newest.Record.Json["manifest"] = rewrite(newest.Record.Manifest);
        await store.UpdateAsync(newest, Token);
    }
}

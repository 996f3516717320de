using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using MeshHost.Helm;
using MeshHost.Helm.Releases;
using MeshHost.Kubernetes.Apply;
using MeshHost.Tests.Helm.Charts;

namespace MeshHost.Tests.Helm.Releases;

public sealed class ReleaseTests
{
    [Fact]
    public async Task Install_applies_objects_and_records_the_revision()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        var steps = new ConcurrentQueue<ReleaseProgress>();

        var result = await cluster.InstallAsync(
            ReleaseCluster.Request(ReleaseCluster.Shop(("templates/NOTES.txt", "Hi"))), new StepCollector(steps));

        Assert.Equal(ReleaseAction.Installed, result.Action);
        var live = cluster.ConfigMap("shop")!;
        Assert.Equal("Helm", (string?)live["metadata"]!["labels"]!["app.kubernetes.io/managed-by"]);
        Assert.Equal("shop", (string?)live["metadata"]!["annotations"]!["meta.helm.sh/release-name"]);
        Assert.Equal("apps", (string?)live["metadata"]!["annotations"]!["meta.helm.sh/release-namespace"]);
        var release = Assert.Single(await cluster.HistoryAsync());
        Assert.Equal((1, ReleaseStatus.Deployed, "Install complete", "Hi"), (release.Revision, release.Status, release.Description, release.Notes));
        Assert.Contains(steps, s => s.Phase == ReleasePhase.Applying && s.Object?.Name == "shop");
    }

    [Fact]
    public async Task Record_has_the_form_that_helm_reads()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        await cluster.InstallAsync(ReleaseCluster.Request(ReleaseCluster.Shop(), "text: given\nnumber: 3"));

        var secret = cluster.Api.Get("", "secrets", "apps", "sh.helm.release.v1.shop.v1")!;

        Assert.Equal("helm.sh/release.v1", (string?)secret["type"]);
        var labels = secret["metadata"]!["labels"]!;
        Assert.Equal(("shop", "helm", "deployed", "1"), ((string?)labels["name"], (string?)labels["owner"], (string?)labels["status"], (string?)labels["version"]));
        var inner = Convert.FromBase64String(Encoding.ASCII.GetString(Convert.FromBase64String((string)secret["data"]!["release"]!)));
        using var gzip = new GZipStream(new MemoryStream(inner), CompressionMode.Decompress);
        var json = JsonNode.Parse(gzip)!;
        Assert.Equal("given", (string?)json["config"]!["text"]);
        Assert.Equal("3", json["config"]!["number"]!.ToJsonString());
        Assert.Equal("shop", (string?)json["chart"]!["metadata"]!["name"]);
        Assert.Equal("templates/config.yaml", (string?)json["chart"]!["templates"]![0]!["name"]);
        Assert.StartsWith("---\n# Source: shop/templates/config.yaml\n", (string)json["manifest"]!, StringComparison.Ordinal);
        Assert.Equal(("deployed", "ssa", 1), ((string?)json["info"]!["status"], (string?)json["apply_method"], (int)json["version"]!));
    }

    [Fact]
    public async Task Installing_the_same_again_makes_no_revision()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        var request = ReleaseCluster.Request(ReleaseCluster.Shop(), "text: a");
        await cluster.InstallAsync(request);

        var again = await cluster.InstallAsync(request);

        Assert.Equal(ReleaseAction.Unchanged, again.Action);
        Assert.Single(await cluster.HistoryAsync());
    }

    [Fact]
    public async Task Installing_the_same_again_makes_no_revision_WhenTheChartOnlyStartsWithAValueThatItsOperatorRaises()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        var request = ReleaseCluster.Request(ReleaseCluster.Shop(("templates/webhook.yaml", """
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingWebhookConfiguration
            metadata: {name: validator}
            webhooks:
            - name: validation.example.com
              admissionReviewVersions: [v1]
              sideEffects: None
              clientConfig: {service: {name: validator, namespace: apps}}
              rules: [{apiGroups: [example.com], apiVersions: ["*"], operations: [CREATE], resources: ["*"]}]
              {{- if not .Release.IsUpgrade }}
              failurePolicy: Ignore
              {{- end }}
            """)));
        await cluster.InstallAsync(request);
        await cluster.Api.UpdateAsync("admissionregistration.k8s.io", "validatingwebhookconfigurations", null, "validator", o =>
        {
            o["webhooks"]![0]!["failurePolicy"] = "Fail";
            o["webhooks"]![0]!["clientConfig"]!["caBundle"] = "Q0E=";
            return true;
        }, status: false, TestContext.Current.CancellationToken);

        var again = await cluster.InstallAsync(request);

        Assert.Equal(ReleaseAction.Unchanged, again.Action);
        Assert.Equal("Fail", (string?)cluster.Api.Get("admissionregistration.k8s.io", "validatingwebhookconfigurations", null, "validator")!["webhooks"]![0]!["failurePolicy"]);
    }

    [Fact]
    public async Task Installing_the_same_again_makes_no_revision_WhenTheChartWritesItsRevision()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        var request = ReleaseCluster.Request(ReleaseCluster.Shop(("templates/revision.yaml", TestCharts.ConfigMap("revision", "r{{ .Release.Revision }}"))));
        await cluster.InstallAsync(request);

        Assert.Equal(ReleaseAction.Unchanged, (await cluster.InstallAsync(request)).Action);
    }

    [Fact]
    public async Task Drift_is_repaired_by_a_new_revision()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        var request = ReleaseCluster.Request(ReleaseCluster.Shop());
        await cluster.InstallAsync(request);
        await cluster.Api.UpdateAsync("", "configmaps", "apps", "shop", o => { o["data"]!["value"] = "edited"; return true; }, status: false, TestContext.Current.CancellationToken);

        var result = await cluster.InstallAsync(request);

        Assert.Equal(ReleaseAction.Upgraded, result.Action);
        Assert.Equal("first", (string?)cluster.ConfigMap("shop")!["data"]!["value"]);
    }

    [Fact]
    public async Task Upgrade_changes_supersedes_and_removes_what_left_the_chart()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        await cluster.InstallAsync(ReleaseCluster.Request(ReleaseCluster.Shop(
            ("templates/old.yaml", TestCharts.ConfigMap("old")),
            ("templates/kept.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: kept, annotations: {helm.sh/resource-policy: keep}}"))));

        var result = await cluster.InstallAsync(ReleaseCluster.Request(ReleaseCluster.Shop(), "text: second"));

        Assert.Equal((ReleaseAction.Upgraded, 2), (result.Action, result.Release.Revision));
        Assert.Equal(["old"], result.Pruned.Select(o => o.Name));
        Assert.Null(cluster.ConfigMap("old"));
        Assert.NotNull(cluster.ConfigMap("kept"));
        Assert.Equal("second", (string?)cluster.ConfigMap("shop")!["data"]!["value"]);
        Assert.Equal([ReleaseStatus.Superseded, ReleaseStatus.Deployed], (await cluster.HistoryAsync()).Select(r => r.Status));
    }

    [Fact]
    public async Task Rollback_applies_an_earlier_revision_as_a_new_one()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        await cluster.InstallAsync(ReleaseCluster.Request(ReleaseCluster.Shop(), "text: one"));
        await cluster.InstallAsync(ReleaseCluster.Request(ReleaseCluster.Shop(("templates/new.yaml", TestCharts.ConfigMap("new"))), "text: two"));

        var result = await cluster.Helm.RollbackAsync("shop", "apps", options: null, progress: null, TestContext.Current.CancellationToken);

        Assert.Equal((ReleaseAction.RolledBack, 3), (result.Action, result.Release.Revision));
        Assert.Equal("one", (string?)cluster.ConfigMap("shop")!["data"]!["value"]);
        Assert.Null(cluster.ConfigMap("new"));
        Assert.Equal("Rollback to 1", (await cluster.HistoryAsync())[^1].Description);
    }

    [Fact]
    public async Task History_is_limited()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        foreach (var text in new[] { "a", "b", "c", "d" })
        {
            await cluster.InstallAsync(ReleaseCluster.Request(ReleaseCluster.Shop(), $"text: {text}") with { HistoryLimit = 2 });
        }

        Assert.Equal([3, 4], (await cluster.HistoryAsync()).Select(r => r.Revision));
    }

    [Fact]
    public async Task Uninstall_removes_objects_and_records_but_not_what_is_kept()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        await cluster.InstallAsync(ReleaseCluster.Request(ReleaseCluster.Shop(
            ("templates/kept.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: kept, annotations: {helm.sh/resource-policy: keep}}"))));

        var result = await cluster.Helm.UninstallAsync("shop", "apps", options: null, progress: null, TestContext.Current.CancellationToken);

        Assert.Equal(["shop"], result.Deleted.Select(o => o.Name));
        Assert.Equal(["kept"], result.Kept.Select(o => o.Name));
        Assert.Null(cluster.ConfigMap("shop"));
        Assert.NotNull(cluster.ConfigMap("kept"));
        Assert.Empty(await cluster.HistoryAsync());
        Assert.False((await cluster.Helm.UninstallAsync("shop", "apps", options: null, progress: null, TestContext.Current.CancellationToken)).Found);
    }

    [Fact]
    public async Task Object_of_somebody_else_is_not_taken_over_unasked()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        await cluster.InstallAsync(ReleaseCluster.Request(ReleaseCluster.Shop(), name: "first"));

        var failure = await Assert.ThrowsAsync<ReleaseException>(() => cluster.InstallAsync(ReleaseCluster.Request(ReleaseCluster.Shop(), name: "second")));
        var taken = await cluster.InstallAsync(ReleaseCluster.Request(ReleaseCluster.Shop(), name: "second") with { TakeOwnership = true });

        Assert.Contains("belongs to release apps/first", failure.Message, StringComparison.Ordinal);
        Assert.Equal(ReleaseAction.Installed, taken.Action);
    }

    [Fact]
    public async Task Failed_install_is_recorded_and_the_next_attempt_repairs_it()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        var broken = ReleaseCluster.Shop(("templates/z.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 99999999}]}"));

        await Assert.ThrowsAsync<ReleaseException>(() => cluster.InstallAsync(ReleaseCluster.Request(broken) with { Timeout = TimeSpan.FromSeconds(2) }));
        var failed = Assert.Single(await cluster.HistoryAsync());
        var repaired = await cluster.InstallAsync(ReleaseCluster.Request(ReleaseCluster.Shop()));

        Assert.Equal(ReleaseStatus.Failed, failed.Status);
        Assert.Contains("Service", failed.Description, StringComparison.Ordinal);
        Assert.Equal((2, ReleaseStatus.Deployed), (repaired.Release.Revision, repaired.Release.Status));
    }

    [Fact]
    public async Task Atomic_install_leaves_nothing_behind()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        var broken = ReleaseCluster.Shop(("templates/z.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 99999999}]}"));

        await Assert.ThrowsAsync<ReleaseException>(() => cluster.InstallAsync(
            ReleaseCluster.Request(broken) with { Atomic = true, Timeout = TimeSpan.FromSeconds(2) }));

        Assert.Null(cluster.ConfigMap("shop"));
        Assert.Empty(await cluster.HistoryAsync());
    }

    [Fact]
    public async Task Atomic_upgrade_goes_back_to_the_revision_before()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        await cluster.InstallAsync(ReleaseCluster.Request(ReleaseCluster.Shop(), "text: good"));
        var broken = ReleaseCluster.Shop(("templates/z.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 99999999}]}"));

        await Assert.ThrowsAsync<ReleaseException>(() => cluster.InstallAsync(
            ReleaseCluster.Request(broken, "text: bad") with { Atomic = true, Timeout = TimeSpan.FromSeconds(2) }));

        Assert.Equal("good", (string?)cluster.ConfigMap("shop")!["data"]!["value"]);
        Assert.Equal(
            [ReleaseStatus.Superseded, ReleaseStatus.Failed, ReleaseStatus.Deployed], (await cluster.HistoryAsync()).Select(r => r.Status));
    }

    [Fact]
    public async Task Pending_revision_of_an_installer_that_died_is_recovered()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        await cluster.InstallAsync(ReleaseCluster.Request(ReleaseCluster.Shop()));
        await LeavePendingAsync(cluster, $"{Environment.MachineName}/999999999/20200101T000000");

        var result = await cluster.InstallAsync(ReleaseCluster.Request(ReleaseCluster.Shop(), "text: next"));

        Assert.Equal(2, result.Release.Revision);
        Assert.Equal([ReleaseStatus.Failed, ReleaseStatus.Deployed], (await cluster.HistoryAsync()).Select(r => r.Status));
    }

    [Fact]
    public async Task Operation_of_a_living_installer_is_not_disturbed()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        await cluster.InstallAsync(ReleaseCluster.Request(ReleaseCluster.Shop()));
        await LeavePendingAsync(cluster, "another-machine/1/20200101T000000");

        var failure = await Assert.ThrowsAsync<ReleaseException>(() => cluster.InstallAsync(
            ReleaseCluster.Request(ReleaseCluster.Shop(), "text: next") with { Timeout = TimeSpan.Zero }));

        Assert.True(failure.IsTransient);
        Assert.Contains("another-machine/1", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_installers_take_turns()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        var other = new HelmClient(cluster.Client);

        var results = await Task.WhenAll(
            cluster.InstallAsync(ReleaseCluster.Request(ReleaseCluster.Shop(), "text: a")),
            other.InstallOrUpgradeAsync(ReleaseCluster.Request(ReleaseCluster.Shop(), "text: b"), progress: null, TestContext.Current.CancellationToken));

        Assert.Equal([1, 2], results.Select(r => r.Release.Revision).Order());
        Assert.Equal([ReleaseStatus.Superseded, ReleaseStatus.Deployed], (await cluster.HistoryAsync()).Select(r => r.Status));
    }

    [Fact]
    public async Task Definitions_and_objects_of_their_kind_come_in_one_release()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        const string Definition =
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: widgets.example.org}
            spec:
              group: example.org
              scope: Namespaced
              names: {kind: Widget, plural: widgets, singular: widget, listKind: WidgetList}
              versions:
              - name: v1
                served: true
                storage: true
                schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
            """;
        var chart = ReleaseCluster.Shop(
            ("crds/widget.yaml", Definition),
            ("templates/w.yaml", "apiVersion: example.org/v1\nkind: Widget\nmetadata: {name: w}\nspec: {served: {{ .Capabilities.APIVersions.Has \"example.org/v1/Widget\" }}}"));

        await cluster.InstallAsync(ReleaseCluster.Request(chart));
        await cluster.Helm.UninstallAsync("shop", "apps", options: null, progress: null, TestContext.Current.CancellationToken);

        Assert.NotNull(cluster.Api.Get("apiextensions.k8s.io", "customresourcedefinitions", null, "widgets.example.org"));
        Assert.Empty(cluster.Api.List("example.org", "widgets", "apps"));
    }

    [Fact]
    public async Task Lookup_in_templates_sees_the_cluster()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        var chart = ReleaseCluster.Shop(("templates/x.yaml", TestCharts.ConfigMap("x", "{{ (lookup \"v1\" \"Namespace\" \"\" .Release.Namespace).metadata.name }}")));

        await cluster.InstallAsync(ReleaseCluster.Request(chart));

        Assert.Equal("apps", (string?)cluster.ConfigMap("x")!["data"]!["value"]);
    }

    [Fact]
    public async Task Diff_tells_what_an_upgrade_would_do()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        await cluster.InstallAsync(ReleaseCluster.Request(ReleaseCluster.Shop(("templates/old.yaml", TestCharts.ConfigMap("old")))));

        var diffs = await cluster.Helm.DiffAsync(
            ReleaseCluster.Request(ReleaseCluster.Shop(("templates/new.yaml", TestCharts.ConfigMap("new"))), "text: second"), TestContext.Current.CancellationToken);

        Assert.Equal(
            [("new", ApplyOutcome.Created), ("old", ApplyOutcome.Pruned), ("shop", ApplyOutcome.Configured)],
            diffs.Select(d => (d.Object.Name, d.Outcome)).OrderBy(d => d.Name, StringComparer.Ordinal));
        Assert.Equal("first", (string?)cluster.ConfigMap("shop")!["data"]!["value"]);
    }

    [Fact]
    public async Task List_shows_the_newest_revision_of_each_release()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        await cluster.InstallAsync(ReleaseCluster.Request(ReleaseCluster.Shop(), "text: a"));
        await cluster.InstallAsync(ReleaseCluster.Request(ReleaseCluster.Shop(), "text: b"));
        await cluster.InstallAsync(ReleaseCluster.Request(TestCharts.Create("other", ("templates/o.yaml", TestCharts.ConfigMap("o"))), name: "other"));

        var releases = await cluster.Helm.ListAsync(ns: null, TestContext.Current.CancellationToken);

        Assert.Equal([("other", 1), ("shop", 2)], releases.Select(r => (r.Name, r.Revision)));
    }

    private static Task LeavePendingAsync(ReleaseCluster cluster, string holder) => cluster.Api.UpdateAsync(
        "",
        "secrets",
        "apps",
        "sh.helm.release.v1.shop.v1",
        o =>
        {
            o["metadata"]!["labels"]!["status"] = "pending-upgrade";
            o["metadata"]!["annotations"] = new JsonObject
            {
                [InstallerHeartbeat.HolderAnnotation] = holder,
                [InstallerHeartbeat.RenewedAnnotation] = ReleaseRecord.Time(DateTimeOffset.UtcNow),
            };
            return true;
        },
        status: false,
        TestContext.Current.CancellationToken);
}

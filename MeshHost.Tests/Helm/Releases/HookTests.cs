using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using MeshHost.Helm;
using MeshHost.Kubernetes;

namespace MeshHost.Tests.Helm.Releases;

public sealed class HookTests
{
    [Fact]
    public async Task Hooks_run_around_the_objects_in_order_of_weight()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        var steps = new ConcurrentQueue<ReleaseProgress>();
        var chart = ReleaseCluster.Shop(
            ("templates/h.yaml", $"{Hook("late", "pre-install", 5)}---\n{Hook("early", "pre-install", -5, "hook-succeeded")}---\n{Hook("after", "post-install", 0)}"));

        await cluster.InstallAsync(ReleaseCluster.Request(chart), new StepCollector(steps));

        Assert.Equal(["early", "late", "shop", "after"], steps.Where(s => s.Object is not null && s.Phase != ReleasePhase.Deleting).Select(s => s.Object!.Name));
        Assert.Null(cluster.ConfigMap("early"));
        Assert.NotNull(cluster.ConfigMap("late"));
        Assert.Null(cluster.ConfigMap("late")!["metadata"]!["labels"]?["app.kubernetes.io/managed-by"]);
    }

    [Fact]
    public async Task Failed_hook_fails_the_release_with_its_reason()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        var chart = ReleaseCluster.Shop(("templates/h.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: check, annotations: {helm.sh/hook: pre-install}}\nspec: {containers: [{name: c, image: i}]}"));
        var failing = FailPodAsync(cluster, "check");

        var failure = await Assert.ThrowsAsync<ReleaseException>(() => cluster.InstallAsync(ReleaseCluster.Request(chart)));
        await failing;

        Assert.Contains("pre-install hook Pod check", failure.Message, StringComparison.Ordinal);
        Assert.Contains("out of luck", failure.Message, StringComparison.Ordinal);
        Assert.Null(cluster.ConfigMap("shop"));
    }

    [Fact]
    public async Task Delete_policies_decide_what_is_left_of_hooks()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        var chart = ReleaseCluster.Shop(("templates/h.yaml",
            $"{Hook("done", "pre-install", 1, "hook-succeeded")}---\n{Hook("kept", "pre-install", 2, "hook-failed")}---\n" +
            "apiVersion: v1\nkind: Pod\nmetadata: {name: check, annotations: {helm.sh/hook: pre-install, helm.sh/hook-weight: '3', " +
            "helm.sh/hook-delete-policy: 'before-hook-creation,hook-failed'}}\nspec: {containers: [{name: c, image: i}]}"));
        var failing = FailPodAsync(cluster, "check");

        await Assert.ThrowsAsync<ReleaseException>(() => cluster.InstallAsync(ReleaseCluster.Request(chart)));
        await failing;

        Assert.Null(cluster.ConfigMap("done"));
        Assert.NotNull(cluster.ConfigMap("kept"));
        Assert.Null(cluster.Api.Get("", "pods", "apps", "check"));
    }

    [Fact]
    public async Task What_is_left_of_the_last_run_is_replaced()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        var chart = ReleaseCluster.Shop(("templates/h.yaml", Hook("seed", "pre-install,pre-upgrade", 0)));
        await cluster.InstallAsync(ReleaseCluster.Request(chart));
        var first = (string?)cluster.ConfigMap("seed")!["metadata"]!["uid"];

        await cluster.InstallAsync(ReleaseCluster.Request(chart, "text: other"));

        Assert.NotEqual(first, (string?)cluster.ConfigMap("seed")!["metadata"]!["uid"]);
    }

    private static string Hook(string name, string moment, int weight, string policy = "before-hook-creation")
        => $"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\n  annotations:\n    helm.sh/hook: {moment}\n    helm.sh/hook-weight: \"{weight}\"\n    helm.sh/hook-delete-policy: {policy}\n";

    private static async Task FailPodAsync(ReleaseCluster cluster, string name)
    {
        var watch = cluster.Client.WatchAsync(new GroupVersionKind("", "v1", "Pod"), "apps", options: null, TestContext.Current.CancellationToken);
        await foreach (var change in watch)
        {
            if (change.Object?.Name == name)
            {
                await cluster.Api.UpdateAsync(
                    "", "pods", "apps", name, o => { o["status"] = new JsonObject { ["phase"] = "Failed", ["message"] = "out of luck" }; return true; },
                    status: true, TestContext.Current.CancellationToken);
                return;
            }
        }
    }
}

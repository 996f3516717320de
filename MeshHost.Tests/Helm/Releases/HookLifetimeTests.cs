using System.Collections.Concurrent;
using MeshHost.Helm;
using MeshHost.Kubernetes;
using MeshHost.Tests.Emulator.Clusters;
using MeshHost.Tests.Helm.Charts;

namespace MeshHost.Tests.Helm.Releases;

/// <summary>Hooks that run in an emulated cluster which removes finished Jobs the moment their end can be seen.</summary>
public sealed class HookLifetimeTests
{
    private const int Installs = 20;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Job_that_is_removed_right_after_its_end_has_succeeded(int ttl)
    {
        await using var cluster = await TestCluster.StartAsync(minimumJobRetention: TimeSpan.Zero);
        await using var client = cluster.CreateClient();
        var helm = new HelmClient(client);
        var chart = Chart(Job("true", ttl));

        for (var i = 0; i < Installs; i++)
        {
            var result = await helm.InstallOrUpgradeAsync(Request(chart, $"ttl-{i}"), progress: null, TestContext.Current.CancellationToken);

            Assert.Equal(ReleaseStatus.Deployed, result.Release.Status);
            Assert.NotNull(cluster.Api.Get("", "configmaps", "apps", $"ttl-{i}-after"));
        }
    }

    [Fact]
    public async Task Pod_succeeds_with_its_program()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var client = cluster.CreateClient();

        await new HelmClient(client).InstallOrUpgradeAsync(Request(Chart(Pod("true")), "pod"), progress: null, TestContext.Current.CancellationToken);

        Assert.NotNull(cluster.Api.Get("", "configmaps", "apps", "pod-after"));
    }

    [Fact]
    public async Task Pod_fails_with_its_program()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var client = cluster.CreateClient();

        var failure = await Assert.ThrowsAsync<ReleaseException>(() => new HelmClient(client)
            .InstallOrUpgradeAsync(Request(Chart(Pod("exit 3")), "pod"), progress: null, TestContext.Current.CancellationToken));

        Assert.Contains("pre-install hook Pod pod-prepare", failure.Message, StringComparison.Ordinal);
        Assert.Contains("exit code 3", failure.Message, StringComparison.Ordinal);
        Assert.Null(cluster.Api.Get("", "configmaps", "apps", "pod-after"));
    }

    [Fact]
    public async Task Job_that_is_removed_right_after_its_failure_has_failed()
    {
        await using var cluster = await TestCluster.StartAsync(minimumJobRetention: TimeSpan.Zero);
        await using var client = cluster.CreateClient();
        var helm = new HelmClient(client);

        for (var i = 0; i < Installs; i++)
        {
            var failure = await Assert.ThrowsAsync<ReleaseException>(
                () => helm.InstallOrUpgradeAsync(Request(Chart(Job("exit 3", ttl: 0)), $"bad-{i}"), progress: null, TestContext.Current.CancellationToken));

            Assert.Contains("failed: BackoffLimitExceeded: Job has reached the specified backoff limit", failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("does not exist", failure.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Job")]
    [InlineData("Pod")]
    public async Task Object_that_is_deleted_by_hand_while_it_runs_fails_the_hook(string kind)
    {
        await using var cluster = await TestCluster.StartAsync(minimumJobRetention: TimeSpan.Zero);
        await using var client = cluster.CreateClient();
        var steps = new ConcurrentQueue<ReleaseProgress>();
        var reference = new ObjectReference(kind == "Job" ? new("batch", "v1", "Job") : new("", "v1", "Pod"), "manual-prepare", "apps");
        var chart = Chart(kind == "Job" ? Job("sleep infinity", ttl: 0) : Pod("sleep infinity"));
        var deleting = DeleteOnceItRunsAsync(client, reference);

        var failure = await Assert.ThrowsAsync<ReleaseException>(() => new HelmClient(client)
            .InstallOrUpgradeAsync(Request(chart, "manual"), new StepCollector(steps), TestContext.Current.CancellationToken));
        await deleting;

        Assert.EndsWith("failed: it was deleted while it ran", failure.Message, StringComparison.Ordinal);
        Assert.Contains(steps, s => s.Object == reference && s.Message.EndsWith(kind == "Job" ? "active 0, failed 0, succeeded 0" : "phase Pending", StringComparison.Ordinal));
    }

    private static async Task DeleteOnceItRunsAsync(KubernetesClient client, ObjectReference reference)
    {
        await foreach (var change in client.WatchAsync(reference.Kind, reference.Namespace, options: null, TestContext.Current.CancellationToken))
        {
            if (change.Object?.Name == reference.Name && (change.Object["status.active"]?.ToString() == "1" || change.Object["status.phase"]?.ToString() == "Running"))
            {
                await client.DeleteAsync(reference, new DeleteOptions { Propagation = DeletePropagation.Background }, TestContext.Current.CancellationToken);
                return;
            }
        }
    }

    private static ReleaseRequest Request(Chart chart, string name) => ReleaseCluster.Request(chart, name: name);

    private static Chart Chart(string hook) => TestCharts.Create(
        "ttl", ("templates/cm.yaml", TestCharts.ConfigMap("{{ .Release.Name }}-after", "1")), ("templates/hook.yaml", hook));

    private static string Job(string command, int ttl) => $$$"""
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: {{ .Release.Name }}-prepare
          annotations: {helm.sh/hook: pre-install, helm.sh/hook-delete-policy: "before-hook-creation,hook-succeeded"}
        spec:
          ttlSecondsAfterFinished: {{{ttl}}}
          backoffLimit: 0
          template: {spec: {restartPolicy: Never, containers: [{name: c, image: busybox, command: [sh, -c, "{{{command}}}"]}]}}
        """;

    private static string Pod(string command) => $$$"""
        apiVersion: v1
        kind: Pod
        metadata: {name: "{{ .Release.Name }}-prepare", annotations: {helm.sh/hook: pre-install}}
        spec: {restartPolicy: Never, containers: [{name: c, image: busybox, command: [sh, -c, "{{{command}}}"]}]}
        """;
}

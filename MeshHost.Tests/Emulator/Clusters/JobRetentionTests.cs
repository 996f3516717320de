using MeshHost.Emulator;
using MeshHost.Emulator.Controllers;
using MeshHost.Emulator.Controllers.Workloads;
using MeshHost.Emulator.Kubernetes;

namespace MeshHost.Tests.Emulator.Clusters;

/// <summary>How long a finished Job with <c>ttlSecondsAfterFinished</c> stays.</summary>
public sealed class JobRetentionTests
{
    [Theory]
    [InlineData(0.02, 0, 30)]
    [InlineData(0.02, 60, 30)]
    [InlineData(0.02, 3000, 60)]
    [InlineData(0, 60, 30)]
    [InlineData(1, 0, 0)]
    [InlineData(1, 20, 20)]
    [InlineData(1, 60, 60)]
    [InlineData(2, 10, 20)]
    public void A_fast_clock_does_not_keep_shorter_than_the_minimum(double scale, int ttl, int kept)
    {
        EmulatorClock clock = new(TimeProvider.System, scale, TimeSpan.FromSeconds(30));

        Assert.Equal(TimeSpan.FromSeconds(kept), clock.Retention(TimeSpan.FromSeconds(ttl)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1e-12)]
    [InlineData(0.02)]
    [InlineData(1)]
    public void What_is_kept_is_looked_at_again_at_any_scale(double scale)
    {
        EmulatorClock clock = new(TimeProvider.System, scale, TimeSpan.FromSeconds(30));

        var interval = clock.Interval(clock.ToEmulated(TimeSpan.FromSeconds(30)), TimeSpan.FromMilliseconds(50));

        Assert.InRange(interval, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData("true", "Complete")]
    [InlineData("false", "Failed")]
    public async Task Finished_job_stays_for_the_minimum(string command, string end)
    {
        await using var cluster = await TestCluster.StartAsync(minimumJobRetention: TimeSpan.FromHours(1));
        await cluster.CreateAsync(WithTtl(Manifests.Job("quick", command), 0));
        await cluster.UntilAsync("batch", "jobs", list => list.Any(job => Conditions.IsTrue(job, end)), end);

        var again = await new JobController(cluster.Runtime.Context).ReconcileAsync(new ObjectKey("default", "quick"), TestContext.Current.CancellationToken);

        Assert.NotNull(again);
        Assert.NotNull(cluster.Api.Get("batch", "jobs", "default", "quick"));
    }

    [Theory]
    [InlineData("true", "Complete", 0)]
    [InlineData("true", "Complete", 1)]
    [InlineData("false", "Failed", 0)]
    public async Task Finished_job_goes_with_its_pods_after_it_was_seen_to_end_WhenThereIsNoMinimum(string command, string end, int ttl)
    {
        await using var cluster = await TestCluster.StartAsync(minimumJobRetention: TimeSpan.Zero);
        using var watch = cluster.Api.Watch("batch", "jobs");

        await cluster.CreateAsync(WithTtl(Manifests.Job("quick", command), ttl));

        var ended = false;
        ClusterEvent change;
        do
        {
            Assert.True(await watch.Reader.WaitToReadAsync(TestContext.Current.CancellationToken));
            Assert.True(watch.Reader.TryRead(out change));
            ended |= change.Type == "MODIFIED" && Conditions.IsTrue(change.Object, end);
        }
        while (change.Type != "DELETED");
        Assert.True(ended);
        await cluster.UntilAsync("", "pods", list => list.Count == 0, "its pods are gone");
    }

    private static string WithTtl(string job, int seconds) => job.Replace("backoffLimit: 0", $"backoffLimit: 0\n  ttlSecondsAfterFinished: {seconds}", StringComparison.Ordinal);
}

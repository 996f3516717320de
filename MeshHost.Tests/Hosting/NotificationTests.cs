using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Tests.Hosting;

public class NotificationTests : HostTest
{
    [Fact]
    public async Task WatchAsync_replays_the_last_state_of_every_resource_to_late_subscribers()
    {
        var builder = CreateBuilder();
        var a = builder.AddResource(new Widget("a")).Resource;
        builder.AddResource(new Widget("b"));
        var application = await StartAsync(builder);
        await SetStateAsync(application, a, "first");
        await SetStateAsync(application, a, "last");
        var seen = await application.ResourceNotifications.WatchAsync(TestContext.Current.CancellationToken).Take(2)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal([("a", "last"), ("b", null)], seen.Select(e => (e.Resource.Name, e.Snapshot.State?.Text)));
    }

    [Fact]
    public async Task WatchAsync_sees_every_change_in_order()
    {
        var builder = CreateBuilder();
        var a = builder.AddResource(new Widget("a")).Resource;
        var application = await StartAsync(builder);
        var watching = application.ResourceNotifications.WatchAsync(TestContext.Current.CancellationToken)
            .Where(e => e.Snapshot.State is not null).Take(3).Select(e => e.Snapshot.State!.Text)
            .ToListAsync(TestContext.Current.CancellationToken);
        foreach (var state in new[] { "1", "2", "3" })
        {
            await SetStateAsync(application, a, state);
        }

        var seen = await watching.AsTask().DefaultTimeout();
        Assert.Equal("3", seen[^1]);
        Assert.Equal(seen.Order(), seen);
    }

    [Fact]
    public async Task An_update_that_changes_nothing_is_not_published()
    {
        var builder = CreateBuilder();
        var a = builder.AddResource(new Widget("a")).Resource;
        var application = await StartAsync(builder);
        string[] names = ["x", "y"];
        await Publish(s => s with { State = "one", Properties = [new("k", new List<string>(names))], Urls = [new("u", "https://u.test", false)] });
        await Publish(s => s with { State = "one", Properties = [new("k", new List<string>(names))], Urls = [new("u", "https://u.test", false)] });
        Assert.Equal(1, Version());
        await Publish(s => s with { Properties = [new("k", new List<string> { "x" })] });
        Assert.Equal(2, Version());

        Task Publish(Func<CustomResourceSnapshot, CustomResourceSnapshot> change) =>
            application.ResourceNotifications.PublishUpdateAsync(a, change);

        // The first version is the initial snapshot.
        long Version() => application.ResourceNotifications.TryGetCurrentState("a", out var e) ? e.Snapshot.Version - 1 : -1;
    }

    [Fact]
    public async Task Updates_of_one_resource_are_never_computed_at_the_same_time()
    {
        var builder = CreateBuilder();
        var a = builder.AddResource(new Widget("a")).Resource;
        var application = await StartAsync(builder);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(
            () => application.ResourceNotifications.PublishUpdateAsync(a, s => s with { ExitCode = (s.ExitCode ?? 0) + 1 }),
            TestContext.Current.CancellationToken))).DefaultTimeout();
        Assert.True(application.ResourceNotifications.TryGetCurrentState("a", out var current));
        Assert.Equal(200, current.Snapshot.ExitCode);
    }

    [Fact]
    public async Task WaitForResourceAsync_waits_for_Running_unless_told_otherwise_and_ignores_case()
    {
        var builder = CreateBuilder();
        var a = builder.AddResource(new Widget("a")).Resource;
        var application = await StartAsync(builder);
        var waiting = application.ResourceNotifications.WaitForResourceAsync("A", cancellationToken: TestContext.Current.CancellationToken);
        await SetStateAsync(application, a, KnownResourceStates.FailedToStart);
        Assert.False(waiting.IsCompleted);
        await SetStateAsync(application, a, "running");
        await waiting.DefaultTimeout();
    }

    [Fact]
    public async Task WaitForResourceAsync_tells_which_of_several_states_was_reached()
    {
        var builder = CreateBuilder();
        var a = builder.AddResource(new Widget("a")).Resource;
        var application = await StartAsync(builder);
        var waiting = application.ResourceNotifications.WaitForResourceAsync(
            "a", [KnownResourceStates.Running, KnownResourceStates.FailedToStart], TestContext.Current.CancellationToken);
        await SetStateAsync(application, a, KnownResourceStates.FailedToStart);
        Assert.Equal(KnownResourceStates.FailedToStart, await waiting.DefaultTimeout());
    }

    [Fact]
    public async Task A_canceled_wait_says_how_things_stood()
    {
        var builder = CreateBuilder();
        var a = builder.AddResource(new Widget("a")).Resource;
        var application = await StartAsync(builder);
        await application.ResourceNotifications.PublishUpdateAsync(a, s => (s with
        {
            State = KnownResourceStates.Waiting,
            Properties = [new("resource.waitingFor", new List<string> { "network", "router" })],
        }).WithHealthReports([new HealthReportSnapshot("a_check", Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Unhealthy, "pod pending", null)]));
        using var cancellation = new CancellationTokenSource();
        var waiting = application.ResourceNotifications.WaitForResourceHealthyAsync("a", cancellation.Token);
        await cancellation.CancelAsync();
        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.DefaultTimeout());
        Assert.Contains("resource 'a' to be healthy", exception.Message);
        Assert.Contains("State: Waiting", exception.Message);
        Assert.Contains("Waiting for: network, router", exception.Message);
        Assert.Contains("'a_check': Unhealthy: pod pending", exception.Message);
    }

    [Fact]
    public async Task A_canceled_wait_for_an_unknown_resource_says_so()
    {
        var application = await StartAsync(CreateBuilder());
        using var cancellation = new CancellationTokenSource();
        var waiting = application.ResourceNotifications.WaitForResourceAsync("nope", cancellationToken: cancellation.Token);
        await cancellation.CancelAsync();
        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.DefaultTimeout());
        Assert.Contains("may be misspelt", exception.Message);
    }

    [Fact]
    public async Task Waits_end_WhenTheApplicationStops()
    {
        var builder = CreateBuilder();
        builder.AddResource(new Widget("a"));
        var application = await StartAsync(builder);
        var waiting = application.ResourceNotifications.WaitForResourceAsync("a", cancellationToken: TestContext.Current.CancellationToken);
        await application.StopAsync(TestContext.Current.CancellationToken);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.DefaultTimeout());
    }

    [Theory]
    [InlineData("Starting", null)]
    [InlineData("Degraded", null)]
    [InlineData("Running", "Healthy")]
    public void HealthStatus_without_reports_depends_on_the_state(string state, string? expected) =>
        Assert.Equal(expected, (EmptySnapshot with { State = state }).HealthStatus?.ToString());

    [Fact]
    public void HealthStatus_is_the_worst_report_and_unhealthy_while_one_is_missing()
    {
        var running = EmptySnapshot with { State = KnownResourceStates.Running };
        Assert.Equal("Degraded", running.WithHealthReports([Report("Healthy"), Report("Degraded")]).HealthStatus?.ToString());
        Assert.Equal("Unhealthy", running.WithHealthReports([Report("Degraded"), Report("Unhealthy")]).HealthStatus?.ToString());
        Assert.Equal("Unhealthy", running.WithHealthReports([Report("Healthy"), Report(null)]).HealthStatus?.ToString());
        Assert.Null((running.WithHealthReports([Report("Healthy")]) with { State = "Stopping" }).HealthStatus);

        static HealthReportSnapshot Report(string? status) => new(
            "x",
            status is null ? null : Enum.Parse<Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus>(status),
            Description: null,
            ExceptionText: null);
    }
}

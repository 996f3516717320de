using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace MeshHost.Tests.Hosting;

public class HealthTests : HostTest
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task A_resource_without_checks_is_ready_as_soon_as_it_runs()
    {
        var ready = new TaskCompletionSource();
        var builder = CreateBuilder();
        var widget = builder.AddResource(new Widget("w")).OnResourceReady((_, _, _) =>
        {
            ready.SetResult();
            return Task.CompletedTask;
        }).Resource;
        var application = await StartAsync(builder);
        Assert.False(ready.Task.IsCompleted);
        await SetStateAsync(application, widget, KnownResourceStates.Running);
        await ready.Task.DefaultTimeout();
    }

    [Fact]
    public async Task Unhealthy_checks_back_off_by_a_second_up_to_five_and_healthy_ones_rest_for_thirty()
    {
        var healthy = false;
        var (application, widget) = await StartWithCheckAsync(() => healthy ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("no"));
        await SetStateAsync(application, widget, KnownResourceStates.Running);
        List<double> delays = [];
        while (delays.Count < 6)
        {
            var delay = await _clock.NextTimerAsync();
            delays.Add(delay.TotalSeconds);
            healthy = delays.Count == 6;
            _clock.Advance(delay);
        }

        Assert.Equal([1, 2, 3, 4, 5, 5], delays);

        Assert.Equal(TimeSpan.FromSeconds(30), await _clock.NextTimerAsync());
    }

    [Fact]
    public async Task A_resource_is_not_ready_before_all_checks_are_healthy_and_degraded_does_not_do()
    {
        var result = HealthCheckResult.Degraded("half");
        var (application, widget) = await StartWithCheckAsync(() => result);
        await SetStateAsync(application, widget, KnownResourceStates.Running);
        var delay = await _clock.NextTimerAsync();
        Assert.True(application.ResourceNotifications.TryGetCurrentState("w", out var current));
        Assert.Equal(HealthStatus.Degraded, current.Snapshot.HealthStatus);
        Assert.Null(current.Snapshot.ResourceReadyEvent);
        result = HealthCheckResult.Healthy();
        _clock.Advance(delay);
        await application.ResourceNotifications.WaitForResourceHealthyAsync("w", TestContext.Current.CancellationToken).DefaultTimeout();
    }

    [Fact]
    public async Task The_ready_event_comes_once_until_the_resource_has_ended_and_runs_again()
    {
        var ready = 0;
        var builder = CreateBuilder();
        var widget = builder.AddResource(new Widget("w")).OnResourceReady((_, _, _) =>
        {
            Interlocked.Increment(ref ready);
            return Task.CompletedTask;
        }).Resource;
        var application = await StartAsync(builder);
        foreach (var state in new[] { "Running", "Odd", "Running" })
        {
            await SetStateAsync(application, widget, state);
        }

        await application.ResourceNotifications.WaitForResourceHealthyAsync("w", TestContext.Current.CancellationToken).DefaultTimeout();
        await SetStateAsync(application, widget, KnownResourceStates.Exited);
        await SetStateAsync(application, widget, KnownResourceStates.Running);
        await application.ResourceNotifications.WaitForResourceHealthyAsync("w", TestContext.Current.CancellationToken).DefaultTimeout();
        Assert.Equal(2, ready);
    }

    [Fact]
    public async Task A_part_is_unhealthy_while_its_whole_is()
    {
        var builder = CreateBuilder();
        builder.Services.AddSingleton<TimeProvider>(_clock);
        builder.Services.AddHealthChecks().AddCheck("whole_check", () => HealthCheckResult.Unhealthy("broken"));
        var whole = builder.AddResource(new Widget("whole")).WithHealthCheck("whole_check");
        var part = builder.AddResource(new WidgetPart("part", whole.Resource)).Resource;
        var application = await StartAsync(builder);
        await SetStateAsync(application, part, KnownResourceStates.Running);
        var state = await application.ResourceNotifications.WaitForResourceAsync(
            "part", e => e.Snapshot.HealthReports.Any(r => r.Status is not null), TestContext.Current.CancellationToken).DefaultTimeout();
        Assert.Equal(HealthStatus.Unhealthy, state.Snapshot.HealthStatus);
        Assert.Equal("broken", Assert.Single(state.Snapshot.HealthReports).Description);
    }

    [Fact]
    public async Task StartAsync_throws_naming_check_and_resource_WhenACheckIsNotRegistered()
    {
        var builder = CreateBuilder();
        builder.AddResource(new Widget("w")).WithHealthCheck("nobody");
        var application = Build(builder);
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(
            () => application.StartAsync(TestContext.Current.CancellationToken));
        Assert.Contains("A health check registration is missing", exception.Message);
        Assert.Contains("'w'", exception.Message);
        Assert.Contains("'nobody'", exception.Message);
    }

    [Fact]
    public async Task A_check_that_throws_is_unhealthy_with_the_exception()
    {
        var (application, widget) = await StartWithCheckAsync(() => throw new InvalidOperationException("boom"));
        await SetStateAsync(application, widget, KnownResourceStates.Running);
        var state = await application.ResourceNotifications.WaitForResourceAsync(
            "w", e => e.Snapshot.HealthStatus == HealthStatus.Unhealthy && e.Snapshot.HealthReports[0].Status is not null,
            TestContext.Current.CancellationToken).DefaultTimeout();
        Assert.Contains("boom", state.Snapshot.HealthReports[0].ExceptionText);
        Assert.Equal(_clock.GetUtcNow().UtcDateTime, state.Snapshot.HealthReports[0].LastRunAt);
    }

    [Fact]
    public async Task A_check_that_does_not_answer_in_time_is_unhealthy()
    {
        var builder = CreateBuilder();
        builder.Services.AddSingleton<TimeProvider>(_clock);
        builder.Services.AddHealthChecks().AddAsyncCheck(
            "slow",
            async token =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
                return HealthCheckResult.Healthy();
            },
            timeout: TimeSpan.FromSeconds(7));
        var widget = builder.AddResource(new Widget("w")).WithHealthCheck("slow").Resource;
        var application = await StartAsync(builder);
        await SetStateAsync(application, widget, KnownResourceStates.Running);
        Assert.Equal(TimeSpan.FromSeconds(7), await _clock.NextTimerAsync());
        _clock.Advance(TimeSpan.FromSeconds(7));
        var state = await application.ResourceNotifications.WaitForResourceAsync(
            "w", e => e.Snapshot.HealthReports[0].Status is not null, TestContext.Current.CancellationToken).DefaultTimeout();
        Assert.Contains("did not answer within 00:00:07", state.Snapshot.HealthReports[0].Description);
    }

    [Fact]
    public async Task A_change_of_state_interrupts_the_wait_between_checks_but_not_within_a_second()
    {
        var (application, widget) = await StartWithCheckAsync(() => HealthCheckResult.Healthy());
        await SetStateAsync(application, widget, KnownResourceStates.Running);
        Assert.Equal(TimeSpan.FromSeconds(30), await _clock.NextTimerAsync());
        await SetStateAsync(application, widget, "Reconfiguring");
        Assert.Equal(TimeSpan.FromSeconds(1), await _clock.NextTimerAsync());
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(30), await _clock.NextTimerAsync());
    }

    private async Task<(DistributedApplication Application, Widget Widget)> StartWithCheckAsync(Func<HealthCheckResult> check)
    {
        var builder = CreateBuilder();
        builder.Services.AddSingleton<TimeProvider>(_clock);
        builder.Services.AddHealthChecks().AddCheck("w_check", check);
        var widget = builder.AddResource(new Widget("w")).WithHealthCheck("w_check").Resource;
        return (await StartAsync(builder), widget);
    }
}

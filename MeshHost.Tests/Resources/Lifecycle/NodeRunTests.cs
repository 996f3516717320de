using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Lifecycle.Commands;
using MeshHost.Lifecycle.Removal;
using MeshHost.Lifecycle.Running;
using MeshHost.Lifecycle.Telemetry;
using MeshHost.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace MeshHost.Tests.Resources.Lifecycle;

public sealed class NodeRunTests : HostTest
{
    [Fact]
    public async Task Failure_stops_dependants_and_nothing_else()
    {
        var builder = CreateBuilder();
        var bad = Add(builder, "bad", new ScriptedLifecycle((_, _) => throw new InvalidOperationException("broken pipe fitting")));
        var blocked = new ScriptedLifecycle((_, _) => Task.CompletedTask);
        Add(builder, "blocked", blocked, bad);
        Add(builder, "other", new ScriptedLifecycle());

        var result = await RolloutAsync(await OpenAsync(builder));

        Assert.Equal([NodeStatus.Failed, NodeStatus.Blocked, NodeStatus.Healthy], result.Nodes.Select(n => n.Status));
        Assert.Equal(0, blocked.Provisions);
        Assert.Contains("'bad' failed: InvalidOperationException: broken pipe fitting.", result.Describe(), StringComparison.Ordinal);
        Assert.Contains("The node is declared at", result.Describe(), StringComparison.Ordinal);
        Assert.Contains("NodeRunTests.cs:", result.Describe(), StringComparison.Ordinal);
        Assert.Contains("not tried because of that: blocked", result.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Transient_failure_is_tried_again()
    {
        var builder = CreateBuilder();
        var flaky = new ScriptedLifecycle((attempt, _) => attempt == 1 ? throw new HttpRequestException("reset") : Task.CompletedTask);
        Add(builder, "flaky", flaky);

        Assert.True((await RolloutAsync(await OpenAsync(builder))).Succeeded);
        Assert.Equal(2, flaky.Provisions);
    }

    [Fact]
    public async Task Time_out_names_the_node_and_the_last_thing_it_did()
    {
        var builder = CreateBuilder();
        builder.AddResource(new Widget("slow")).WithLifecycle(
            new ScriptedLifecycle((_, context) =>
            {
                context.Report("waiting for the tide");
                return Task.Delay(Timeout.Infinite, context.CancellationToken);
            }),
            TimeSpan.FromMilliseconds(100));

        var node = Assert.Single((await RolloutAsync(await OpenAsync(builder))).Nodes);

        Assert.Equal(NodeStatus.Failed, node.Status);
        Assert.Contains("'slow' was not ready after", node.Cause, StringComparison.Ordinal);
        Assert.Contains("waiting for the tide", node.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_the_host_says_what_is_half_done()
    {
        var builder = CreateBuilder();
        var working = new TaskCompletionSource();
        Add(builder, "half", new ScriptedLifecycle(async (_, context) =>
        {
            context.Report("pouring concrete");
            working.SetResult();
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        }));
        var application = await StartAsync(builder);
        await working.Task.DefaultTimeout();

        await application.StopAsync(TestContext.Current.CancellationToken).DefaultTimeout();
        var node = Assert.Single((await RolloutAsync(application)).Nodes);

        Assert.Equal((NodeStatus.Interrupted, "while pouring concrete"), (node.Status, node.Cause));
    }

    [Fact]
    public async Task Subscriber_that_throws_at_a_nodes_end_does_not_hang_the_rollout()
    {
        var builder = CreateBuilder();
        Add(builder, "bad", new ScriptedLifecycle((_, _) => throw new InvalidOperationException("first")));
        builder.Eventing.Subscribe<ResourceStoppedEvent>((_, _) => throw new InvalidOperationException("second"));

        Assert.Contains("first", Assert.Single((await RolloutAsync(await OpenAsync(builder))).Nodes).Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Provisioning_again_runs_what_was_blocked()
    {
        var builder = CreateBuilder();
        var first = Add(builder, "first", new ScriptedLifecycle((attempt, _) => attempt == 1 ? throw new InvalidOperationException("no") : Task.CompletedTask));
        Add(builder, "second", new ScriptedLifecycle(), first);
        await using var application = await OpenAsync(builder);
        Assert.False((await RolloutAsync(application)).Succeeded);

        var done = await application.ResourceCommands.ExecuteCommandAsync(
            "first", LifecycleCommandExtensions.ProvisionCommand, TestContext.Current.CancellationToken).DefaultTimeout();

        Assert.True(done.Success, done.Message);
        Assert.All(application.Services.GetRequiredService<RolloutTracker>().Outcomes.Values, o => Assert.Equal(NodeStatus.Healthy, o.Status));
    }

    [Fact]
    public async Task Destroying_removes_dependants_first_and_leaves_the_rest()
    {
        var order = new List<string>();
        var builder = CreateBuilder();
        var first = Add(builder, "first", new ScriptedLifecycle { Destroyed = order });
        Add(builder, "second", new ScriptedLifecycle { Destroyed = order }, first);
        Add(builder, "other", new ScriptedLifecycle { Destroyed = order });
        await using var application = await OpenAsync(builder);
        await RolloutAsync(application);

        var done = await application.ResourceCommands.ExecuteCommandAsync(
            "first", LifecycleCommandExtensions.DestroyCommand, TestContext.Current.CancellationToken).DefaultTimeout();

        Assert.True(done.Success, done.Message);
        Assert.Equal(["second", "first"], order);
    }

    [Fact]
    public async Task What_something_that_stays_depends_on_is_not_removed()
    {
        var builder = CreateBuilder();
        var first = Add(builder, "first", new ScriptedLifecycle());
        Add(builder, "second", new ScriptedLifecycle { Destroy = () => throw new InvalidOperationException("stuck") }, first);
        await using var application = await OpenAsync(builder);
        await RolloutAsync(application);

        var result = await application.Services.GetRequiredService<NodeTearDown>().RunAsync(TestContext.Current.CancellationToken).DefaultTimeout();

        Assert.False(result.Succeeded);
        Assert.Contains("'second' is still there: InvalidOperationException: stuck", result.Describe(), StringComparison.Ordinal);
        Assert.Contains("'first' is still there: not tried, because second", result.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_is_refused_while_the_node_is_busy()
    {
        var builder = CreateBuilder();
        var working = new TaskCompletionSource();
        Add(builder, "busy", new ScriptedLifecycle(async (_, context) =>
        {
            working.SetResult();
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        }));
        var application = await StartAsync(builder);
        await working.Task.DefaultTimeout();

        var refused = await application.ResourceCommands.ExecuteCommandAsync(
            "busy", LifecycleCommandExtensions.DestroyCommand, TestContext.Current.CancellationToken).DefaultTimeout();

        Assert.False(refused.Success);
    }

    [Fact]
    public async Task Cycle_in_the_graph_is_refused_with_its_members()
    {
        var builder = CreateBuilder();
        var one = Add(builder, "one", new ScriptedLifecycle());
        var two = Add(builder, "two", new ScriptedLifecycle(), one);
        one.DependsOn(two);

        var failure = await Assert.ThrowsAsync<DistributedApplicationException>(() => OpenAsync(builder));

        Assert.Contains("one", failure.Message, StringComparison.Ordinal);
        Assert.Contains("two", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Part_that_waits_for_whoever_waits_for_its_parent_is_refused()
    {
        var builder = CreateBuilder();
        var house = builder.AddResource(new Widget("house")).WithParts();
        var garden = Add(builder, "garden", new ScriptedLifecycle(), house);
        builder.AddResource(new WidgetPart("door", house.Resource)).WithLifecycle(new PartLifecycle()).DependsOn(garden);

        var failure = await Assert.ThrowsAsync<DistributedApplicationException>(() => OpenAsync(builder));

        Assert.Contains("'door'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("'garden'", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "Running", "2 of 2 parts ready")]
    [InlineData(true, "FailedToStart", "'roof' failed")]
    public async Task Parent_is_what_its_parts_are(bool roofFails, string state, string summary)
    {
        var builder = CreateBuilder();
        var house = builder.AddResource(new Widget("house")).WithParts();
        builder.AddResource(new WidgetPart("door", house.Resource)).WithLifecycle(new PartLifecycle());
        builder.AddResource(new WidgetPart("roof", house.Resource))
            .WithLifecycle(new PartLifecycle(() => roofFails ? throw new InvalidOperationException("leaks") : Task.CompletedTask));
        var application = await StartAsync(builder);
        await RolloutAsync(application);

        var parent = await application.ResourceNotifications
            .WaitForResourceAsync("house", e => e.Snapshot.State?.Text == state, TestContext.Current.CancellationToken).DefaultTimeout();

        Assert.Contains(parent.Snapshot.Properties, p => p.Value as string == summary);
    }

    [Fact]
    public async Task Parent_without_parts_holds_nobody_up()
    {
        var builder = CreateBuilder();
        var house = builder.AddResource(new Widget("house")).WithParts();
        Add(builder, "garden", new ScriptedLifecycle(), house);

        Assert.True((await RolloutAsync(await OpenAsync(builder))).Succeeded);
    }

    [Fact]
    public async Task Retry_is_counted_and_failure_is_recorded_on_the_nodes_span()
    {
        var name = $"flaky-{Guid.NewGuid():N}"[..20];
        long retries = 0;
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "meshhost.node.retries")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            if (tags.ToArray().Any(t => t.Value as string == name))
            {
                Interlocked.Add(ref retries, value);
            }
        });
        meters.Start();
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == LifecycleTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var builder = CreateBuilder();
        Add(builder, name, new ScriptedLifecycle((attempt, _) =>
            attempt == 1 ? throw new HttpRequestException("reset") : throw new InvalidOperationException("broken for good")));

        await RolloutAsync(await OpenAsync(builder));

        Assert.Equal(1, retries);
        var span = Assert.Single(spans, s => s.OperationName == $"provision {name}");
        Assert.Equal(ActivityStatusCode.Error, span.Status);
        Assert.Contains("broken for good", span.StatusDescription, StringComparison.Ordinal);
        Assert.Equal(typeof(InvalidOperationException).FullName, span.GetTagItem("error.type"));
        Assert.Contains(span.Events, e => e.Name == "exception");
    }

    private static IResourceBuilder<Widget> Add(
        IDistributedApplicationBuilder builder, string name, ScriptedLifecycle lifecycle, params IResourceBuilder<Widget>[] dependencies)
    {
        var widget = builder.AddResource(new Widget(name)).WithLifecycle(lifecycle);
        foreach (var dependency in dependencies)
        {
            widget.DependsOn(dependency);
        }

        return widget;
    }
}

using System.Collections.Concurrent;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Lifecycle;
using Microsoft.Extensions.DependencyInjection;

namespace MeshHost.Tests.Hosting;

public class StartTests : HostTest
{
    [Fact]
    public async Task StartAsync_goes_from_subscribers_over_BeforeStart_to_each_resource_and_then_AfterResourcesCreated()
    {
        var calls = new ConcurrentQueue<string>();
        var builder = CreateBuilder();
        builder.Services.AddSingleton(calls);
        builder.Services.AddEventingSubscriber<RecordingSubscriber>();
        builder.AddResource(new Widget("b")).OnInitializeResource((r, _, _) => Record(calls, $"initialize {r.Name}"));
        builder.AddResource(new Widget("a")).OnInitializeResource((r, _, _) => Record(calls, $"initialize {r.Name}"));
        builder.Eventing.Subscribe<AfterResourcesCreatedEvent>((_, _) => Record(calls, "created"));
        await StartAsync(builder);
        Assert.Equal(["subscribe", "before start", "initialize b", "initialize a", "created"], calls);
    }

    [Fact]
    public async Task StartAsync_throws_and_starts_nothing_WhenABeforeStartHandlerThrows()
    {
        var initialized = false;
        var builder = CreateBuilder();
        builder.AddResource(new Widget("w")).OnInitializeResource((_, _, _) =>
        {
            initialized = true;
            return Task.CompletedTask;
        });
        builder.OnBeforeStart((_, _) => throw new InvalidOperationException("no"));
        var application = Build(builder);
        await Assert.ThrowsAsync<InvalidOperationException>(() => application.StartAsync(TestContext.Current.CancellationToken));
        Assert.False(initialized);
    }

    [Fact]
    public async Task StartAsync_does_not_wait_for_resources()
    {
        var gate = new TaskCompletionSource();
        var builder = CreateBuilder();
        builder.AddResource(new Widget("w")).OnInitializeResource((_, _, _) => gate.Task);
        await StartAsync(builder);
        gate.SetResult();
    }

    [Fact]
    public async Task Resources_are_not_initialized_WhenTheApplicationIsToBePublished()
    {
        var calls = new ConcurrentQueue<string>();
        var builder = CreateBuilder("--operation", "publish");
        builder.AddResource(new Widget("w")).OnInitializeResource((_, _, _) => Record(calls, "initialize"));
        builder.OnBeforeStart((_, _) => Record(calls, "before start"));
        var application = await StartAsync(builder);
        Assert.Equal(["before start"], calls);
        Assert.False(application.ResourceNotifications.TryGetCurrentState("w", out _));
    }

    [Fact]
    public async Task The_first_snapshot_has_relationships_urls_parent_and_pending_health_checks()
    {
        var builder = CreateBuilder();
        builder.Services.AddHealthChecks().AddAsyncCheck("part_check", () => Unhealthy);
        var parent = builder.AddResource(new Widget("p"));
        var dependency = builder.AddResource(new Widget("d"));
        builder.AddResource(new WidgetPart("c", parent.Resource))
            .WithInitialState(EmptySnapshot with { State = "Ready to go" })
            .WaitFor(dependency)
            .WithReferenceRelationship(dependency)
            .WithUrl("https://example.test", "Example")
            .WithHealthCheck("part_check");
        var application = await StartAsync(builder);

        Assert.True(application.ResourceNotifications.TryGetCurrentState("c", out var current));
        var snapshot = current.Snapshot;
        Assert.Equal("Widget", snapshot.ResourceType);
        Assert.Equal("Ready to go", snapshot.State?.Text);
        Assert.NotNull(snapshot.CreationTimeStamp);
        Assert.Equal("p", Assert.Single(snapshot.Properties, p => p.Name == "resource.parentName").Value);
        Assert.Equal([("p", "Parent"), ("d", "WaitFor"), ("d", "Reference")], snapshot.Relationships.Select(r => (r.ResourceName, r.Type)));
        var url = Assert.Single(snapshot.Urls);
        Assert.Equal(("https://example.test", "Example", false), (url.Url, url.DisplayProperties.DisplayName, url.IsInactive));
        var report = Assert.Single(snapshot.HealthReports);
        Assert.Equal("part_check", report.Name);
        Assert.Null(report.Status);
    }

    [Fact]
    public async Task A_resource_whose_initialization_throws_has_failed_to_start_and_says_why_in_its_log()
    {
        var builder = CreateBuilder();
        builder.AddResource(new Widget("w")).OnInitializeResource((_, _, _) => throw new InvalidOperationException("kind is not installed"));
        var application = await StartAsync(builder);
        await application.ResourceNotifications
            .WaitForResourceAsync("w", KnownResourceStates.FailedToStart, TestContext.Current.CancellationToken).DefaultTimeout();
        var lines = await application.Services.GetRequiredService<ResourceLoggerService>().GetAllAsync("w").SelectMany(b => b)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.Contains(lines, l => l.IsErrorMessage && l.Content.Contains("kind is not installed"));
    }

    [Fact]
    public async Task Hidden_resources_are_marked_from_the_beginning()
    {
        var builder = CreateBuilder();
        builder.AddResource(new Widget("w")).WithHidden();
        var application = await StartAsync(builder);
        Assert.True(application.ResourceNotifications.TryGetCurrentState("w", out var current));
        Assert.True(current.Snapshot.IsHidden);
    }

    [Fact]
    public async Task Resources_hidden_on_completion_are_marked_only_with_an_expected_exit_code()
    {
        var builder = CreateBuilder();
        var widget = builder.AddResource(new Widget("w")).WithHiddenOnCompletion(3).Resource;
        var application = await StartAsync(builder);
        await SetStateAsync(application, widget, KnownResourceStates.Exited, exitCode: 1);
        Assert.True(application.ResourceNotifications.TryGetCurrentState("w", out var current));
        Assert.False(current.Snapshot.IsHidden);
        await SetStateAsync(application, widget, KnownResourceStates.Exited, exitCode: 3);
        Assert.True(application.ResourceNotifications.TryGetCurrentState("w", out current));
        Assert.True(current.Snapshot.IsHidden);
    }

    [Fact]
    public async Task Computed_urls_appear_WhenTheEndpointsOfTheResourceAreAllocated()
    {
        var builder = CreateBuilder();
        var host = builder.AddParameter("host", "example.test");
        var widget = builder.AddResource(new Widget("w")).WithUrl("https://fixed.test").WithUrl($"https://{host}/productpage", "Bookinfo").Resource;
        var application = await StartAsync(builder);
        await application.ResourceNotifications.PublishUpdateAsync(
            widget, s => s with { Urls = [.. s.Urls, new UrlSnapshot("own", "https://own.test", IsInternal: false)] });
        await builder.Eventing.PublishAsync(
            new ResourceEndpointsAllocatedEvent(widget, application.Services), TestContext.Current.CancellationToken);
        Assert.True(application.ResourceNotifications.TryGetCurrentState("w", out var current));
        Assert.Equal(
            ["https://fixed.test", "https://example.test/productpage", "https://own.test"], current.Snapshot.Urls.Select(u => u.Url));
    }

    [Fact]
    public async Task StopAsync_asks_resources_to_stop_through_the_application_lifetime()
    {
        var stopped = new TaskCompletionSource();
        var builder = CreateBuilder();
        builder.AddResource(new Widget("w")).OnInitializeResource((_, e, _) =>
        {
            e.Services.GetRequiredService<Microsoft.Extensions.Hosting.IHostApplicationLifetime>().ApplicationStopping.Register(stopped.SetResult);
            return Task.CompletedTask;
        });
        var application = await StartAsync(builder);
        await application.StopAsync(TestContext.Current.CancellationToken).DefaultTimeout();
        await stopped.Task.DefaultTimeout();
    }

    [Fact]
    public async Task OnResourceStopped_hears_from_whoever_stops_the_resource()
    {
        ResourceStoppedEvent? heard = null;
        var builder = CreateBuilder();
        var widget = builder.AddResource(new Widget("w")).OnResourceStopped((_, e, _) =>
        {
            heard = e;
            return Task.CompletedTask;
        }).Resource;
        var application = await StartAsync(builder);
        await SetStateAsync(application, widget, KnownResourceStates.Finished);
        Assert.Null(heard);
        Assert.True(application.ResourceNotifications.TryGetCurrentState("w", out var current));
        await builder.Eventing.PublishAsync(
            new ResourceStoppedEvent(widget, application.Services, current), TestContext.Current.CancellationToken);
        Assert.Equal(KnownResourceStates.Finished, heard?.ResourceEvent.Snapshot.State?.Text);
    }

    private static Task Record(ConcurrentQueue<string> calls, string call)
    {
        calls.Enqueue(call);
        return Task.CompletedTask;
    }

    private sealed class RecordingSubscriber(ConcurrentQueue<string> calls) : IDistributedApplicationEventingSubscriber
    {
        public Task SubscribeAsync(
            IDistributedApplicationEventing eventing,
            DistributedApplicationExecutionContext executionContext,
            CancellationToken cancellationToken)
        {
            calls.Enqueue("subscribe");
            eventing.Subscribe<BeforeStartEvent>((_, _) => Record(calls, "before start"));
            return Task.CompletedTask;
        }
    }
}

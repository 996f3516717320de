using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.DependencyInjection;

namespace MeshHost.Tests.Hosting;

public class WaitTests : HostTest
{
    [Fact]
    public async Task WaitFor_holds_the_waiter_until_the_dependency_is_running_and_shows_for_whom()
    {
        var builder = CreateBuilder();
        var first = builder.AddResource(new Widget("first"));
        var second = builder.AddResource(new Widget("second"));
        var waiter = builder.AddResource(new Widget("waiter")).WaitFor(first).WaitForStart(second).Resource;
        var application = await StartAsync(builder);
        var starting = AboutToStart(application, waiter);
        Assert.Equal((KnownResourceStates.Waiting, "first,second"), StateOf(application, "waiter"));

        await SetStateAsync(application, first.Resource, KnownResourceStates.Running);
        await application.ResourceNotifications.WaitForResourceAsync(
            "waiter", e => WaitingFor(e.Snapshot) == "second", TestContext.Current.CancellationToken).DefaultTimeout();
        Assert.False(starting.IsCompleted);

        await SetStateAsync(application, second.Resource, KnownResourceStates.Running);
        await starting.DefaultTimeout();
        Assert.Equal(string.Empty, StateOf(application, "waiter").WaitingFor);
    }

    [Fact]
    public async Task WaitFor_fails_naming_both_resources_WhenTheDependencyFailsAndTheWaitIsToStop()
    {
        var builder = CreateBuilder();
        var dependency = builder.AddResource(new Widget("dep"));
        var waiter = builder.AddResource(new Widget("app")).WaitFor(dependency, WaitBehavior.StopOnResourceUnavailable).Resource;
        var application = await StartAsync(builder);
        var starting = AboutToStart(application, waiter);
        await SetStateAsync(application, dependency.Resource, KnownResourceStates.FailedToStart);
        var exception = await Assert.ThrowsAsync<DistributedApplicationException>(() => starting.DefaultTimeout());
        Assert.Equal("Resource 'app' stopped waiting for dependency resource 'dep' because it failed to start.", exception.Message);
    }

    [Fact]
    public async Task WaitFor_goes_on_WhenTheDependencyFailsAndTheWaitIsToGoOn()
    {
        var builder = CreateBuilder();
        var dependency = builder.AddResource(new Widget("dep"));
        var waiter = builder.AddResource(new Widget("app")).WaitFor(dependency, WaitBehavior.WaitOnResourceUnavailable).Resource;
        var application = await StartAsync(builder);
        var starting = AboutToStart(application, waiter);
        await SetStateAsync(application, dependency.Resource, KnownResourceStates.FailedToStart);
        Assert.False(starting.IsCompleted);
        await SetStateAsync(application, dependency.Resource, KnownResourceStates.Running);
        await starting.DefaultTimeout();
    }

    [Theory]
    [InlineData(true, WaitBehavior.StopOnResourceUnavailable)]
    [InlineData(false, WaitBehavior.WaitOnResourceUnavailable)]
    public void The_default_of_waits_is_to_stop_only_without_a_dashboard(bool disableDashboard, WaitBehavior expected)
    {
        var application = Build(CreateBuilder(new DistributedApplicationOptions { DisableDashboard = disableDashboard }));
        var options = application.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<ResourceNotificationServiceOptions>>();
        Assert.Equal(expected, options.Value.DefaultWaitBehavior);
    }

    [Theory]
    [InlineData("Exited", 0)]
    [InlineData("Finished", null)]
    [InlineData("RuntimeUnhealthy", null)]
    public async Task WaitFor_stops_in_every_state_from_which_the_dependency_does_not_come_up(string state, int? exitCode)
    {
        var builder = CreateBuilder();
        var dependency = builder.AddResource(new Widget("dep"));
        var waiter = builder.AddResource(new Widget("app")).WaitFor(dependency).Resource;
        var application = await StartAsync(builder);
        var starting = AboutToStart(application, waiter);
        await SetStateAsync(application, dependency.Resource, state, exitCode);
        await Assert.ThrowsAsync<DistributedApplicationException>(() => starting.DefaultTimeout());
    }

    [Theory]
    [InlineData("Finished", 0, true)]
    [InlineData("Exited", 0, true)]
    [InlineData("Finished", null, true)]
    [InlineData("Finished", 1, false)]
    [InlineData("FailedToStart", null, false)]
    public async Task WaitForCompletion_ends_with_the_outcome_of_the_dependency(string state, int? exitCode, bool succeeds)
    {
        var builder = CreateBuilder();
        var dependency = builder.AddResource(new Widget("dep"));
        var waiter = builder.AddResource(new Widget("app")).WaitForCompletion(dependency).Resource;
        var application = await StartAsync(builder);
        var starting = AboutToStart(application, waiter);
        await SetStateAsync(application, dependency.Resource, KnownResourceStates.Running);
        Assert.False(starting.IsCompleted);
        await SetStateAsync(application, dependency.Resource, state, exitCode);
        if (succeeds)
        {
            await starting.DefaultTimeout();
        }
        else
        {
            await Assert.ThrowsAsync<DistributedApplicationException>(() => starting.DefaultTimeout());
        }
    }

    [Fact]
    public async Task WaitForCompletion_names_both_exit_codes_WhenTheyDiffer()
    {
        var builder = CreateBuilder();
        var dependency = builder.AddResource(new Widget("dep"));
        var waiter = builder.AddResource(new Widget("app")).WaitForCompletion(dependency, exitCode: 7).Resource;
        var application = await StartAsync(builder);
        var starting = AboutToStart(application, waiter);
        await SetStateAsync(application, dependency.Resource, KnownResourceStates.Exited, exitCode: 1);
        var exception = await Assert.ThrowsAsync<DistributedApplicationException>(() => starting.DefaultTimeout());
        Assert.Contains("completed with exit code 1, expected exit code 7", exception.Message);
    }

    [Fact]
    public async Task WaitFor_waits_for_the_handlers_of_the_ready_event()
    {
        var gate = new TaskCompletionSource();
        var builder = CreateBuilder();
        var dependency = builder.AddResource(new Widget("dep")).OnResourceReady((_, _, _) => gate.Task);
        var waiter = builder.AddResource(new Widget("app")).WaitFor(dependency).Resource;
        var application = await StartAsync(builder);
        var starting = AboutToStart(application, waiter);
        await SetStateAsync(application, dependency.Resource, KnownResourceStates.Running);
        await application.ResourceNotifications.WaitForResourceAsync(
            "dep", e => e.Snapshot.ResourceReadyEvent is not null, TestContext.Current.CancellationToken).DefaultTimeout();
        Assert.False(starting.IsCompleted);
        gate.SetResult();
        await starting.DefaultTimeout();
    }

    [Fact]
    public async Task WaitFor_fails_with_the_exception_of_a_ready_handler()
    {
        var builder = CreateBuilder();
        var dependency = builder.AddResource(new Widget("dep"))
            .OnResourceReady((_, _, _) => throw new InvalidOperationException("seeding failed"));
        var waiter = builder.AddResource(new Widget("app")).WaitFor(dependency).Resource;
        var application = await StartAsync(builder);
        var starting = AboutToStart(application, waiter);
        await SetStateAsync(application, dependency.Resource, KnownResourceStates.Running);
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => starting.DefaultTimeout());
        Assert.Equal("seeding failed", exception.Message);
        Assert.Equal(KnownResourceStates.Running, StateOf(application, "dep").State);
    }

    [Fact]
    public async Task A_waiter_that_is_moved_on_by_hand_starts_without_its_dependencies()
    {
        var builder = CreateBuilder();
        var dependency = builder.AddResource(new Widget("dep"));
        var waiter = builder.AddResource(new Widget("app")).WaitFor(dependency).Resource;
        var application = await StartAsync(builder);
        var starting = AboutToStart(application, waiter);
        await SetStateAsync(application, waiter, KnownResourceStates.Starting);
        await starting.DefaultTimeout();
    }

    [Fact]
    public async Task Handlers_of_users_run_before_the_wait_is_over()
    {
        var called = new TaskCompletionSource();
        var builder = CreateBuilder();
        var dependency = builder.AddResource(new Widget("dep"));
        var waiter = builder.AddResource(new Widget("app")).WaitFor(dependency).OnBeforeResourceStarted((_, _, _) =>
        {
            called.SetResult();
            return Task.CompletedTask;
        }).Resource;
        var application = await StartAsync(builder);
        var starting = AboutToStart(application, waiter);
        await called.Task.DefaultTimeout();
        Assert.False(starting.IsCompleted);
    }

    [Fact]
    public async Task Connection_strings_are_not_waited_for()
    {
        var builder = CreateBuilder();
        var dependency = builder.AddResource(new Lifeless("dep"));
        var waiter = builder.AddResource(new Widget("app")).WaitFor(dependency).Resource;
        var application = await StartAsync(builder);
        await AboutToStart(application, waiter).DefaultTimeout();
    }

    [Fact]
    public async Task Parameters_can_be_waited_for()
    {
        var builder = CreateBuilder("--Parameters:p=1");
        var parameter = builder.AddParameter("p");
        var waiter = builder.AddResource(new Widget("app")).WaitFor(parameter).Resource;
        var application = await StartAsync(builder);
        await AboutToStart(application, waiter).DefaultTimeout();
    }

    [Fact]
    public async Task A_part_is_waited_for_together_with_its_whole()
    {
        var builder = CreateBuilder();
        var whole = builder.AddResource(new Widget("whole"));
        var part = builder.AddResource(new WidgetPart("part", whole.Resource));
        var waiter = builder.AddResource(new Widget("app")).WaitFor(part).Resource;
        var application = await StartAsync(builder);
        var starting = AboutToStart(application, waiter);
        await SetStateAsync(application, part.Resource, KnownResourceStates.Running);
        Assert.False(starting.IsCompleted);
        await SetStateAsync(application, whole.Resource, KnownResourceStates.Running);
        await starting.DefaultTimeout();
    }

    [Fact]
    public async Task A_restarted_dependency_must_become_ready_again()
    {
        var builder = CreateBuilder();
        var dependency = builder.AddResource(new Widget("dep"));
        var waiter = builder.AddResource(new Widget("app")).WaitFor(dependency, WaitBehavior.WaitOnResourceUnavailable).Resource;
        var application = await StartAsync(builder);
        await SetStateAsync(application, dependency.Resource, KnownResourceStates.Running);
        await application.ResourceNotifications.WaitForResourceHealthyAsync("dep", TestContext.Current.CancellationToken).DefaultTimeout();
        await SetStateAsync(application, dependency.Resource, KnownResourceStates.Exited);
        await SetStateAsync(application, dependency.Resource, KnownResourceStates.Starting);
        var starting = AboutToStart(application, waiter);
        Assert.False(starting.IsCompleted);
        await SetStateAsync(application, dependency.Resource, KnownResourceStates.Running);
        await starting.DefaultTimeout();
    }

    [Fact]
    public async Task WaitForResourceHealthyAsync_throws_WhenTheResourceIsUnknownAndTheWaitIsToStop()
    {
        var application = await StartAsync(CreateBuilder());
        var exception = await Assert.ThrowsAsync<DistributedApplicationException>(() => application.ResourceNotifications
            .WaitForResourceHealthyAsync("nope", WaitBehavior.StopOnResourceUnavailable, TestContext.Current.CancellationToken));
        Assert.Contains("'nope'", exception.Message);
    }

    [Fact]
    public async Task WaitForResourceHealthyAsync_throws_WhenTheResourceFailsAndTheWaitIsToStop()
    {
        var builder = CreateBuilder();
        var widget = builder.AddResource(new Widget("w")).Resource;
        var application = await StartAsync(builder);
        var waiting = application.ResourceNotifications.WaitForResourceHealthyAsync("w", TestContext.Current.CancellationToken);
        await SetStateAsync(application, widget, KnownResourceStates.FailedToStart);
        var exception = await Assert.ThrowsAsync<DistributedApplicationException>(() => waiting.DefaultTimeout());
        Assert.Contains("'w'", exception.Message);
        Assert.Contains("failed to start", exception.Message);
    }

    private static Task AboutToStart(DistributedApplication application, IResource resource) =>
        application.Services.GetRequiredService<IDistributedApplicationEventing>().PublishAsync(
            new BeforeResourceStartedEvent(resource, application.Services), TestContext.Current.CancellationToken);

    private static (string? State, string WaitingFor) StateOf(DistributedApplication application, string name)
    {
        Assert.True(application.ResourceNotifications.TryGetCurrentState(name, out var current));
        return (current.Snapshot.State?.Text, WaitingFor(current.Snapshot));
    }

    private static string WaitingFor(CustomResourceSnapshot snapshot) =>
        snapshot.Properties.FirstOrDefault(p => p.Name == "resource.waitingFor")?.Value is IEnumerable<string> names
            ? string.Join(',', names)
            : string.Empty;

    private sealed class Lifeless(string name) : Resource(name), IResourceWithoutLifetime;
}

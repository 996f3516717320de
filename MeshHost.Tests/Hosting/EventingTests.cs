using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;

namespace MeshHost.Tests.Hosting;

public class EventingTests
{
    private readonly DistributedApplicationEventing _eventing = new();
    private readonly List<string> _calls = [];

    [Fact]
    public async Task PublishAsync_calls_subscribers_in_the_order_in_which_they_subscribed()
    {
        var widget = new Widget("w");
        _eventing.Subscribe<BeforeResourceStartedEvent>(Record<BeforeResourceStartedEvent>("1"));
        _eventing.Subscribe<BeforeResourceStartedEvent>(widget, Record<BeforeResourceStartedEvent>("2"));
        _eventing.Subscribe<BeforeResourceStartedEvent>(Record<BeforeResourceStartedEvent>("3"));
        await _eventing.PublishAsync(Started(widget), TestContext.Current.CancellationToken);
        Assert.Equal(["1", "2", "3"], _calls);
    }

    [Fact]
    public async Task PublishAsync_ends_with_the_first_subscriber_that_throws()
    {
        _eventing.Subscribe<BeforeResourceStartedEvent>((_, _) => throw new InvalidOperationException("first"));
        _eventing.Subscribe<BeforeResourceStartedEvent>(Record<BeforeResourceStartedEvent>("second"));
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(
            () => _eventing.PublishAsync(Started(new Widget("w")), TestContext.Current.CancellationToken));
        Assert.Equal("first", exception.Message);
        Assert.Empty(_calls);
    }

    [Fact]
    public async Task Subscriptions_to_one_resource_do_not_see_events_of_others()
    {
        _eventing.Subscribe<BeforeResourceStartedEvent>(new Widget("other"), Record<BeforeResourceStartedEvent>("other"));
        await _eventing.PublishAsync(Started(new Widget("w")), TestContext.Current.CancellationToken);
        Assert.Empty(_calls);
    }

    [Fact]
    public async Task Unsubscribe_ends_the_calls()
    {
        var widget = new Widget("w");
        var first = _eventing.Subscribe<BeforeResourceStartedEvent>(Record<BeforeResourceStartedEvent>("1"));
        var second = _eventing.Subscribe<BeforeResourceStartedEvent>(widget, Record<BeforeResourceStartedEvent>("2"));
        _eventing.Unsubscribe(first);
        _eventing.Unsubscribe(second);
        await _eventing.PublishAsync(Started(widget), TestContext.Current.CancellationToken);
        Assert.Empty(_calls);
    }

    [Fact]
    public void Subscribe_throws_WhenTheTypeCanNeverBePublished()
    {
        Assert.Throws<ArgumentException>(() => _eventing.Subscribe<IDistributedApplicationEvent>((_, _) => Task.CompletedTask));
        Assert.Throws<ArgumentException>(
            () => _eventing.Subscribe<IDistributedApplicationResourceEvent>(new Widget("w"), (_, _) => Task.CompletedTask));
    }

    [Fact]
    public async Task Events_are_dispatched_by_the_static_type_under_which_they_are_published()
    {
        _eventing.Subscribe<BeforeResourceStartedEvent>(Record<BeforeResourceStartedEvent>("1"));
        IDistributedApplicationEvent @event = Started(new Widget("w"));
        await _eventing.PublishAsync(@event, TestContext.Current.CancellationToken);
        Assert.Empty(_calls);
    }

    [Fact]
    public async Task BlockingConcurrent_starts_all_subscribers_before_it_waits_for_any()
    {
        var gate = new TaskCompletionSource();
        _eventing.Subscribe<BeforeResourceStartedEvent>((_, _) => gate.Task);
        _eventing.Subscribe<BeforeResourceStartedEvent>((_, _) =>
        {
            gate.SetResult();
            return Task.CompletedTask;
        });
        await _eventing.PublishAsync(
            Started(new Widget("w")), EventDispatchBehavior.BlockingConcurrent, TestContext.Current.CancellationToken).DefaultTimeout();
    }

    [Theory]
    [InlineData(EventDispatchBehavior.NonBlockingSequential)]
    [InlineData(EventDispatchBehavior.NonBlockingConcurrent)]
    public async Task NonBlocking_dispatch_does_not_wait_for_subscribers(EventDispatchBehavior behavior)
    {
        var gate = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        _eventing.Subscribe<BeforeResourceStartedEvent>(async (_, _) =>
        {
            await gate.Task;
            ended.SetResult();
        });
        await _eventing.PublishAsync(Started(new Widget("w")), behavior, TestContext.Current.CancellationToken).DefaultTimeout();
        Assert.False(ended.Task.IsCompleted);
        gate.SetResult();
        await ended.Task.DefaultTimeout();
    }

    [Fact]
    public async Task NonBlocking_dispatch_reports_what_subscribers_throw()
    {
        var reported = new TaskCompletionSource<Exception>();
        _eventing.UnobservedFailure = (_, exception) => reported.SetResult(exception);
        _eventing.Subscribe<BeforeResourceStartedEvent>((_, _) => throw new InvalidOperationException("lost"));
        await _eventing.PublishAsync(
            Started(new Widget("w")), EventDispatchBehavior.NonBlockingConcurrent, TestContext.Current.CancellationToken);
        Assert.Equal("lost", (await reported.Task.DefaultTimeout()).Message);
    }

    [Fact]
    public async Task Subscribers_can_come_and_go_while_events_are_published()
    {
        var token = TestContext.Current.CancellationToken;
        var publishing = Task.Run(
            async () =>
            {
                for (var i = 0; i < 1000; i++)
                {
                    await _eventing.PublishAsync(Started(new Widget("w")), token);
                }
            },
            token);
        for (var i = 0; i < 1000; i++)
        {
            _eventing.Unsubscribe(_eventing.Subscribe<BeforeResourceStartedEvent>((_, _) => Task.CompletedTask));
        }

        await publishing.DefaultTimeout();
    }

    private static BeforeResourceStartedEvent Started(IResource resource) => new(resource, new EmptyServices());

    private Func<T, CancellationToken, Task> Record<T>(string call) => (_, _) =>
    {
        _calls.Add(call);
        return Task.CompletedTask;
    };

    private sealed class EmptyServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}

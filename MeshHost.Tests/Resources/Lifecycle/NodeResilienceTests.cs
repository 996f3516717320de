using System.Diagnostics.Metrics;
using Aspire.Hosting;
using MeshHost.Helm;
using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Readiness;
using MeshHost.Lifecycle;
using MeshHost.Lifecycle.Running;
using MeshHost.Resources.Charts;
using MeshHost.Resources.Registration;
using MeshHost.Resources.Targets;
using MeshHost.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshHost.Tests.Resources.Lifecycle;

/// <summary>Limits and retries of nodes, by a clock that only the test moves: a node has ten minutes, an attempt five, and each half a minute more to say what is missing.</summary>
public sealed class NodeResilienceTests : HostTest
{
    private static readonly TimeSpan s_attemptLimit = TimeSpan.FromMinutes(5.5);
    private static readonly ObjectReference s_object = new(new GroupVersionKind("apps", "v1", "Deployment"), "cart", "shop");

    private readonly ManualTimeProvider _clock = new();
    private DateTimeOffset _started;

    public static TheoryData<Exception> PassingFailures => new()
    {
        new HttpRequestException("reset"),
        new TaskCanceledException("100 seconds elapsed", new TimeoutException()),
        new TimeoutException("no answer"),
        new LifecycleException("not yet") { IsTransient = true },
        new ReleaseException("the API server is busy") { IsTransient = true },
        new NotReadyException([new NotReadyObject(s_object, new ReadinessResult(ReadinessState.InProgress, "2 of 3 replicas"), null)], "not ready after 300 s"),
        new KubernetesApiException("busy") { StatusCode = 503 },
    };

    public static TheoryData<Exception> LastingFailures => new()
    {
        new InvalidOperationException("no"),
        new LifecycleException("the name is taken"),
        new ReleaseException("it belongs to no release"),
        new NotReadyException([new NotReadyObject(s_object, new ReadinessResult(ReadinessState.Failed, "the deadline is over"), null)], "not ready"),
        new KubernetesApiException("forbidden") { StatusCode = 403 },
    };

    [Theory]
    [MemberData(nameof(PassingFailures))]
    public async Task Failure_that_may_pass_is_tried_again(Exception failure)
    {
        var flaky = new ScriptedLifecycle((attempt, _) => attempt == 1 ? Task.FromException(failure) : Task.CompletedTask);

        var node = await RunAsync(flaky);

        Assert.Equal((NodeStatus.Healthy, 2), (node.Status, flaky.Provisions));
    }

    [Theory]
    [MemberData(nameof(LastingFailures))]
    public async Task Failure_that_lasts_ends_the_node_at_once(Exception failure)
    {
        var broken = new ScriptedLifecycle((_, _) => Task.FromException(failure));

        var node = await RunAsync(broken);

        Assert.Equal((NodeStatus.Failed, 1), (node.Status, broken.Provisions));
        Assert.Contains(failure.Message, node.Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Attempt_that_hangs_is_cut_off_and_repeated(bool observesItsToken)
    {
        var hanging = new ScriptedLifecycle((attempt, context) =>
        {
            if (attempt > 1)
            {
                return Task.CompletedTask;
            }

            _clock.Advance(s_attemptLimit);
            return Task.Delay(Timeout.Infinite, observesItsToken ? context.CancellationToken : CancellationToken.None);
        });

        var node = await RunAsync(hanging);

        Assert.Equal((NodeStatus.Healthy, 2), (node.Status, hanging.Provisions));
    }

    [Fact]
    public async Task Nodes_limit_ends_all_attempts_and_names_the_last_activity()
    {
        var hanging = new ScriptedLifecycle((attempt, context) =>
        {
            context.Report($"waiting for tide {attempt}");
            _clock.Advance(attempt == 1 ? s_attemptLimit : TimeSpan.FromMinutes(5));
            return Task.Delay(Timeout.Infinite, context.CancellationToken);
        });

        var node = await RunAsync(hanging);

        Assert.Equal((NodeStatus.Failed, 2), (node.Status, hanging.Provisions));
        Assert.Equal("'node' was not ready after 600 s. The last thing it did: waiting for tide 2.", node.Cause);
    }

    [Fact]
    public async Task Attempts_that_are_used_up_before_the_nodes_limit_are_counted()
    {
        var hanging = new ScriptedLifecycle((_, context) =>
        {
            _clock.Advance(TimeSpan.FromSeconds(20));
            return Task.Delay(Timeout.Infinite, context.CancellationToken);
        });

        var node = await RunAsync(hanging, attemptTimeout: TimeSpan.FromSeconds(10));

        Assert.Equal(NodePipelines.MaxAttempts, hanging.Provisions);
        Assert.Equal("'node' was not ready in 5 attempts of 10 s each.", node.Cause);
    }

    [Fact]
    public async Task Attempt_that_would_begin_after_the_nodes_limit_gives_way_to_the_failure_before_it()
    {
        var flaky = new ScriptedLifecycle((_, _) =>
        {
            _clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromMilliseconds(1));
            return Task.FromException(new HttpRequestException("reset"));
        });

        var node = await RunAsync(flaky);

        Assert.Equal((NodeStatus.Failed, 2, "reset"), (node.Status, flaky.Provisions, node.Cause));
    }

    [Fact]
    public async Task Attempt_knows_how_long_it_may_wait()
    {
        var remaining = new List<TimeSpan>();
        var hanging = new ScriptedLifecycle((attempt, context) =>
        {
            remaining.Add(context.RemainingTime);
            _clock.Advance(TimeSpan.FromMinutes(5.4));
            remaining.Add(context.RemainingTime);
            return attempt == 1 ? Task.FromException(new HttpRequestException("reset")) : Task.CompletedTask;
        });

        await RunAsync(hanging);

        Assert.Equal([TimeSpan.FromMinutes(5), TimeSpan.Zero], remaining[..2]);
        Assert.InRange(remaining[2], TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(4.6));
        Assert.Equal(TimeSpan.Zero, remaining[3]);
    }

    [Fact]
    public async Task Node_whose_health_never_comes_says_what_is_missing()
    {
        var sick = new ScriptedLifecycle { Health = () => HealthCheckResult.Unhealthy("2 of 3 replicas") };

        var node = await RunAsync(sick);

        Assert.Equal(NodeStatus.Failed, node.Status);
        Assert.Equal("'node' is provisioned but not healthy: 2 of 3 replicas", node.Cause);
        Assert.True(_clock.GetUtcNow() - _started >= TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task Chart_that_cannot_be_pulled_for_a_moment_is_pulled_again()
    {
        // Nothing listens on the discard port of this machine.
        var store = new ChartStore(new TargetEnvironment { ChartRepositoryBase = new Uri("http://127.0.0.1:9/") }, NullLogger<ChartStore>.Instance);
        var pulling = new ScriptedLifecycle(async (attempt, context) =>
        {
            if (attempt < 3)
            {
                await store.GetAsync(new ChartReference("nowhere", new Uri("http://127.0.0.1:9/"), "shop", "1.0.0"), context.CancellationToken);
            }
        });

        var node = await RunAsync(pulling);

        Assert.Equal((NodeStatus.Healthy, 3), (node.Status, pulling.Provisions));
    }

    [Fact]
    public async Task Retries_and_time_outs_are_metrics_with_the_nodes_name()
    {
        var name = $"n{Guid.NewGuid():N}"[..20];
        var events = new List<(string Pipeline, string Event)>();
        using var meters = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument is { Meter.Name: "Polly", Name: "resilience.polly.strategy.events" })
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<int>((_, _, tags, _) =>
        {
            var all = tags.ToArray().ToDictionary(t => t.Key, t => t.Value as string, StringComparer.Ordinal);
            if (all.GetValueOrDefault("operation.key") == name)
            {
                lock (events)
                {
                    events.Add((all["pipeline.name"]!, all["event.name"]!));
                }
            }
        });
        meters.Start();
        var hanging = new ScriptedLifecycle((attempt, context) =>
        {
            if (attempt > 1)
            {
                return Task.CompletedTask;
            }

            _clock.Advance(s_attemptLimit);
            return Task.Delay(Timeout.Infinite, context.CancellationToken);
        });

        await RunAsync(hanging, name);

        Assert.Contains(("meshhost.node.provision", "OnTimeout"), events);
        Assert.Contains(("meshhost.node.provision", "OnRetry"), events);
    }

    private async Task<NodeOutcome> RunAsync(ScriptedLifecycle lifecycle, string name = "node", TimeSpan? attemptTimeout = null)
    {
        var builder = CreateBuilder();
        builder.Services.AddSingleton<TimeProvider>(_clock);
        builder.AddResourceServices();
        builder.AddResource(new Widget(name)).WithLifecycle(lifecycle, attemptTimeout: attemptTimeout);
        await using var application = await OpenAsync(builder);
        _started = _clock.GetUtcNow();
        var rollout = RolloutAsync(application);

        // Pauses pass at once. The limits of nodes and attempts, which are longer, pass only when a test says so.
        while (true)
        {
            var timer = _clock.NextTimerAsync();
            if (await Task.WhenAny(timer, rollout) == rollout)
            {
                return Assert.Single((await rollout).Nodes);
            }

            if (await timer is var pause && pause <= TimeSpan.FromSeconds(15))
            {
                _clock.Advance(pause);
            }
        }
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using MeshHost.Lifecycle.Graph;
using MeshHost.Lifecycle.Telemetry;
using MeshHost.Lifecycle.Validation;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MeshHost.Lifecycle.Running;

/// <summary>Brings nodes up: each is prepared at once, provisioned when what it waits for is ready, and recorded however it ends.</summary>
internal sealed partial class Rollout(
    NodeRunner runner,
    NodeWaits waits,
    NodeStates states,
    GraphValidator validator,
    LifecycleGraph graph,
    RolloutTrace trace,
    RolloutTracker tracker,
    NodeLoggers loggers,
    IHostApplicationLifetime lifetime,
    TimeProvider time)
{
    private readonly ConcurrentDictionary<Task, LifecycleNode> _running = new();

    /// <summary>Brings a node up in the background: the host's start must not wait for it.</summary>
    public void Start(LifecycleNode node) => _ = TrackAsync(node, waitForDependencies: true);

    /// <summary>Brings every node up, and waits until each has ended.</summary>
    public async Task<RolloutResult> RunAsync(CancellationToken cancellationToken)
    {
        foreach (var node in graph.Nodes)
        {
            Start(node);
        }

        return await tracker.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Brings a node up whose dependencies were ready once, then what was not tried because of it.</summary>
    public async Task<IReadOnlyList<NodeOutcome>> RunAgainAsync(LifecycleNode node)
    {
        tracker.Restart([node]);
        var outcome = await TrackAsync(node, waitForDependencies: false).ConfigureAwait(false);
        if (outcome.Status is not NodeStatus.Healthy)
        {
            return [outcome];
        }

        var blocked = graph.WithDependants([node])
            .Where(n => tracker.Outcomes.TryGetValue(n.Name, out var o) && o.Status is NodeStatus.Blocked).ToList();
        tracker.Restart(blocked);
        return [outcome, .. await Task.WhenAll(blocked.Select(n => TrackAsync(n, waitForDependencies: true))).ConfigureAwait(false)];
    }

    /// <summary>Waits until no node is at work, so that each can say what is half done before the host's services are gone.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        while (!_running.IsEmpty)
        {
            await Task.WhenAll(_running.Keys).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<NodeOutcome> TrackAsync(LifecycleNode node, bool waitForDependencies)
    {
        var run = RunAsync(node, waitForDependencies);
        _running[run] = node;
        try
        {
            return await run.ConfigureAwait(false);
        }
        finally
        {
            _running.TryRemove(run, out _);
        }
    }

    private async Task<NodeOutcome> RunAsync(LifecycleNode node, bool waitForDependencies)
    {
        // The host's initialization continues; a node may do much before it waits for the first time.
        await Task.Yield();
        using var activity = trace.StartNode(node.Resource);
        using var gate = await runner.EnterAsync(node, CancellationToken.None).ConfigureAwait(false);
        var logger = loggers.For(node);
        var begun = new StrongBox<bool>();
        NodeOutcome outcome;
        try
        {
            outcome = await ProvisionAsync(node, activity, waitForDependencies, begun, lifetime.ApplicationStopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Without a cause when it had not begun: nothing is half done.
            var cause = !begun.Value
                ? null
                : states.CurrentActivity(node) is { } current ? $"while {current}" : "while it was provisioned";
            outcome = new NodeOutcome(node.Name, NodeStatus.Interrupted, cause, TimeSpan.Zero);
        }
        catch (Exception exception)
        {
            // A node of a rollout is awaited by no caller: nothing that happens here may be lost.
            outcome = new NodeOutcome(node.Name, NodeStatus.Failed, UnexpectedFailure.Describe(exception, node.Annotation.DeclaredAt), TimeSpan.Zero);
        }

        try
        {
            await AnnounceAsync(node, outcome, activity, logger).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Log.AnnouncementFailed(logger, exception.Message, exception);
        }
        finally
        {
            // Ended before its end is known: the last node's ends the rollout's own span.
            activity?.Dispose();
            tracker.Record(outcome);
        }

        return outcome;
    }

    private async Task<NodeOutcome> ProvisionAsync(LifecycleNode node, Activity? activity, bool waitForDependencies, StrongBox<bool> begun, CancellationToken stopping)
    {
        var preparation = node.Lifecycle.HasPreparation ? runner.RunEnteredAsync(node, NodeIntent.Prepare, stopping) : null;
        var obstacle = await WaitAsync(node, activity, waitForDependencies, stopping).ConfigureAwait(false);
        if (obstacle is not null)
        {
            // The preparation is observed even though its outcome no longer matters.
            await (preparation ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return new NodeOutcome(node.Name, NodeStatus.Blocked, obstacle, TimeSpan.Zero);
        }

        begun.Value = true;
        var started = time.GetTimestamp();
        await states.StartingAsync(node).ConfigureAwait(false);
        var result = preparation is null ? null : await preparation.ConfigureAwait(false);
        if (result is null or { Succeeded: true })
        {
            result = await runner.RunEnteredAsync(node, NodeIntent.Provision, stopping).ConfigureAwait(false);
        }

        return result.Outcome with { Duration = time.GetElapsedTime(started) };
    }

    private async Task<string?> WaitAsync(LifecycleNode node, Activity? activity, bool waitForDependencies, CancellationToken stopping)
    {
        using var wait = LifecycleTelemetry.Source.StartActivity($"wait for dependencies of {node.Name}");
        if (await validator.WaitAsync(stopping).ConfigureAwait(false) is { } problem)
        {
            return problem;
        }

        if (!waitForDependencies)
        {
            return null;
        }

        if (graph.Waits(node))
        {
            await states.WaitingAsync(node).ConfigureAwait(false);
        }

        var obstacle = await waits.WaitAsync(node, stopping).ConfigureAwait(false);
        if (obstacle is null)
        {
            trace.LinkDependencies(activity, graph.DependenciesOf(node));
        }

        return obstacle;
    }

    private async Task AnnounceAsync(LifecycleNode node, NodeOutcome outcome, Activity? activity, ILogger logger)
    {
        switch (outcome.Status)
        {
            case NodeStatus.Healthy:
                await states.RunningAsync(node).ConfigureAwait(false);
                Log.Ready(logger, outcome.Duration.TotalSeconds);
                break;
            case NodeStatus.Blocked:
                activity?.SetStatus(ActivityStatusCode.Error, outcome.Cause);
                Log.Blocked(logger, outcome.Cause);
                break;
            case NodeStatus.Interrupted:
                activity?.SetStatus(ActivityStatusCode.Error, "interrupted");
                if (outcome.Cause is not null)
                {
                    Log.Interrupted(logger, outcome.Cause);
                }

                break;
            default:
                activity?.SetStatus(ActivityStatusCode.Error, outcome.Cause);
                Log.Failed(logger, outcome.Cause);
                break;
        }

        if (outcome.Status is not NodeStatus.Healthy)
        {
            await states.FailedAsync(node, outcome).ConfigureAwait(false);
        }

        if (outcome.Status is NodeStatus.Healthy or NodeStatus.Failed)
        {
            LifecycleTelemetry.NodeDuration.Record(
                outcome.Duration.TotalSeconds,
                new KeyValuePair<string, object?>(LifecycleTelemetry.ResourceNameTag, node.Name),
                new KeyValuePair<string, object?>("meshhost.outcome", outcome.Status.ToString()));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Ready after {Seconds:0.0} s")]
        public static partial void Ready(ILogger logger, double seconds);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Not tried: {Reason}")]
        public static partial void Blocked(ILogger logger, string? reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Interrupted {Cause}. What was done stays; run again to continue.")]
        public static partial void Interrupted(ILogger logger, string? cause);

        [LoggerMessage(Level = LogLevel.Error, Message = "{Cause}")]
        public static partial void Failed(ILogger logger, string? cause);

        [LoggerMessage(Level = LogLevel.Error, Message = "The end of the node could not be announced: {Reason}")]
        public static partial void AnnouncementFailed(ILogger logger, string reason, Exception exception);
    }
}

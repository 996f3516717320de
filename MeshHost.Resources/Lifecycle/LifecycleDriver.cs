using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using MeshHost.Resources.Rollout;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polly.Timeout;

namespace MeshHost.Resources.Lifecycle;

/// <summary>Runs every lifecycle: waits, spans, retries, states, health. Nothing that a lifecycle throws is lost.</summary>
internal sealed partial class LifecycleDriver(
    IServiceProvider services,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    IDistributedApplicationEventing eventing,
    IHostApplicationLifetime lifetime,
    LifecycleGraph graph,
    RolloutTrace trace,
    RolloutTracker tracker,
    LifecycleResilience resilience,
    TimeProvider time)
{
    /// <summary>The name of the snapshot property that holds why a node failed.</summary>
    internal const string ErrorProperty = "meshhost.error";

    // One run of a node at a time: the rollout, a command and a tear-down may all want it.
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Brings a node up in the background: the host's start must not wait for it, and the run loses no failure.</summary>
    public void Start(LifecycleNode node) => _ = RunAsync(node, waitForDependencies: true);

    /// <summary>Brings a node up and records how that ended. Throws nothing.</summary>
    /// <param name="node">The node.</param>
    /// <param name="waitForDependencies">
    /// <see langword="false"/> for a run on a person's request, whose dependencies were ready once and may be checked by the lifecycle itself.
    /// </param>
    public async Task<NodeOutcome> RunAsync(LifecycleNode node, bool waitForDependencies)
    {
        var logger = loggers.GetLogger(node.Resource);
        using var activity = trace.StartNode(node.Resource);
        using var gate = await EnterAsync(node, CancellationToken.None).ConfigureAwait(false);
        var started = time.GetTimestamp();
        NodeOutcome outcome;
        try
        {
            var context = new LifecycleContext(node.Resource, services, logger, lifetime.ApplicationStopping);
            var preparation = PrepareAsync(node, context);
            if (waitForDependencies)
            {
                await WaitForDependenciesAsync(node, activity, preparation).ConfigureAwait(false);
            }

            started = time.GetTimestamp();
            await PublishStateAsync(node.Resource, KnownResourceStates.Starting, KnownResourceStateStyles.Info, error: null).ConfigureAwait(false);
            await preparation.ConfigureAwait(false);
            await ProvisionAsync(node, context, logger).ConfigureAwait(false);
            await WaitUntilHealthyAsync(node, context).ConfigureAwait(false);
            outcome = new NodeOutcome(node.Name, NodeStatus.Healthy, null, time.GetElapsedTime(started));
            Log.Ready(logger, outcome.Duration.TotalSeconds);
        }
        catch (DependencyFailedException exception)
        {
            outcome = new NodeOutcome(node.Name, NodeStatus.Blocked, exception.Message, TimeSpan.Zero);
            activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
            Log.Blocked(logger, exception.Message);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            var cause = CurrentActivity(node) is { Length: > 0 } current ? $"while {current}" : "while it was waiting";
            outcome = new NodeOutcome(node.Name, NodeStatus.Interrupted, cause, time.GetElapsedTime(started));
            activity?.SetStatus(ActivityStatusCode.Error, "interrupted");
            Log.Interrupted(logger, cause);
        }
        catch (Exception exception)
        {
            outcome = new NodeOutcome(node.Name, NodeStatus.Failed, exception.Message, time.GetElapsedTime(started));
            activity.SetFailed(exception);
            Log.Failed(logger, exception.Message, exception);
        }

        try
        {
            await EndAsync(node, outcome).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Nobody awaits a node of a rollout: what a subscriber throws is told here.
            Log.EndFailed(logger, exception.Message, exception);
        }
        finally
        {
            // Ended before its end is known: the last node's ends the rollout's own span.
            activity?.Dispose();
            tracker.Record(outcome);
        }

        return outcome;
    }

    /// <summary>Runs a read-only or removing step of a node under its gate, with the node's time limit and a span.</summary>
    public async Task<T> RunStepAsync<T>(LifecycleNode node, string step, Func<LifecycleContext, Task<T>> run, CancellationToken cancellationToken)
    {
        using var gate = await EnterAsync(node, cancellationToken).ConfigureAwait(false);
        using var activity = LifecycleTelemetry.Source.StartActivity($"{step} {node.Name}");
        activity?.SetTag(LifecycleTelemetry.ResourceNameTag, node.Name);
        var logger = loggers.GetLogger(node.Resource);
        var context = new LifecycleContext(node.Resource, services, logger, cancellationToken);
        try
        {
            return await resilience.Create(node.Name, node.Annotation, logger).ExecuteAsync(
                async token => await run(context.ForAttempt(node.Annotation.AttemptTimeout, token)).ConfigureAwait(false),
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            activity.SetFailed(exception);
            throw;
        }
    }

    private static async Task PrepareAsync(LifecycleNode node, LifecycleContext context)
    {
        if (!node.Lifecycle.HasPreparation)
        {
            return;
        }

        using var activity = LifecycleTelemetry.Source.StartActivity($"prepare {node.Name}");
        try
        {
            await node.Lifecycle.PrepareAsync(context).ConfigureAwait(false);
        }
        catch (Exception exception) when (!context.CancellationToken.IsCancellationRequested)
        {
            activity.SetFailed(exception);
            throw;
        }
    }

    private async Task WaitForDependenciesAsync(LifecycleNode node, Activity? activity, Task preparation)
    {
        using var wait = LifecycleTelemetry.Source.StartActivity($"wait for dependencies of {node.Name}");
        try
        {
            // The orchestrator subscribes to this event and holds it until the wait annotations are satisfied.
            await eventing.PublishAsync(new BeforeResourceStartedEvent(node.Resource, services), lifetime.ApplicationStopping).ConfigureAwait(false);
        }
        catch (DistributedApplicationException exception)
        {
            // The preparation is observed even though its outcome no longer matters.
            await preparation.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new DependencyFailedException(exception.Message, exception);
        }

        trace.LinkDependencies(activity, graph.DependenciesOf(node));
    }

    private async Task ProvisionAsync(LifecycleNode node, LifecycleContext context, ILogger logger)
    {
        try
        {
            await resilience.Create(node.Name, node.Annotation, logger).ExecuteAsync(
                async token => await node.Lifecycle.ProvisionAsync(context.ForAttempt(node.Annotation.AttemptTimeout, token)).ConfigureAwait(false),
                context.CancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutRejectedException exception)
        {
            var last = CurrentActivity(node) is { Length: > 0 } current ? $" The last thing it did: {current}." : "";
            throw new LifecycleException(
                string.Create(CultureInfo.InvariantCulture, $"'{node.Name}' was not ready after {node.Annotation.Timeout.TotalSeconds:0.#} s.{last}"), exception);
        }
    }

    private async Task WaitUntilHealthyAsync(LifecycleNode node, LifecycleContext context)
    {
        await notifications.PublishUpdateAsync(node.Resource, s => s with
        {
            State = new ResourceStateSnapshot(KnownResourceStates.Running, KnownResourceStateStyles.Success),
            StartTimeStamp = s.StartTimeStamp ?? time.GetUtcNow().UtcDateTime,

            // From here on the health report tells what is missing, if anything is.
            Properties = LifecycleContext.WithProperty(
                LifecycleContext.WithProperty(s.Properties, ErrorProperty, null), LifecycleContext.ActivityProperty, null),
        }).ConfigureAwait(false);

        using var limit = new CancellationTokenSource(node.Annotation.Timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.CancellationToken);
        try
        {
            await notifications.WaitForResourceHealthyAsync(node.Name, WaitBehavior.StopOnResourceUnavailable, linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested)
        {
            throw new LifecycleException($"'{node.Name}' is provisioned but not healthy: {HealthOf(node)}", exception);
        }
    }

    private async Task EndAsync(LifecycleNode node, NodeOutcome outcome)
    {
        if (outcome.Status is not NodeStatus.Healthy)
        {
            var state = outcome.Status is NodeStatus.Interrupted ? KnownResourceStates.Exited : KnownResourceStates.FailedToStart;
            var style = outcome.Status is NodeStatus.Failed ? KnownResourceStateStyles.Error : KnownResourceStateStyles.Warn;
            await PublishStateAsync(node.Resource, state, style, outcome.Cause).ConfigureAwait(false);
            if (notifications.TryGetCurrentState(node.Name, out var current))
            {
                await eventing.PublishAsync(new ResourceStoppedEvent(node.Resource, services, current), CancellationToken.None).ConfigureAwait(false);
            }
        }

        if (outcome.Status is NodeStatus.Healthy or NodeStatus.Failed)
        {
            LifecycleTelemetry.NodeDuration.Record(
                outcome.Duration.TotalSeconds,
                new KeyValuePair<string, object?>(LifecycleTelemetry.ResourceNameTag, node.Name),
                new KeyValuePair<string, object?>("meshhost.outcome", outcome.Status.ToString()));
        }
    }

    private Task PublishStateAsync(IResource resource, string state, string style, string? error) =>
        notifications.PublishUpdateAsync(resource, s => s with
        {
            State = new ResourceStateSnapshot(state, style),
            StopTimeStamp = error is null ? null : time.GetUtcNow().UtcDateTime,

            // The line that said what was going on now says why it no longer does.
            Properties = LifecycleContext.WithProperty(
                LifecycleContext.WithProperty(s.Properties, ErrorProperty, error), LifecycleContext.ActivityProperty, error),
        });

    private string? CurrentActivity(LifecycleNode node) =>
        notifications.TryGetCurrentState(node.Name, out var current)
            ? current.Snapshot.Properties.FirstOrDefault(p => p.Name == LifecycleContext.ActivityProperty)?.Value as string
            : null;

    private string HealthOf(LifecycleNode node)
    {
        if (!notifications.TryGetCurrentState(node.Name, out var current))
        {
            return "it has no state";
        }

        var reports = current.Snapshot.HealthReports.Where(r => r.Status is not HealthStatus.Healthy)
            .Select(r => r.Description ?? r.ExceptionText ?? $"{r.Name} has not run yet").ToList();
        return reports.Count > 0 ? string.Join("; ", reports) : $"its state is {current.Snapshot.State?.Text}";
    }

    private async Task<Gate> EnterAsync(LifecycleNode node, CancellationToken cancellationToken)
    {
        var semaphore = _gates.GetOrAdd(node.Name, static _ => new SemaphoreSlim(1, 1));
        await semaphore.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Gate(semaphore);
    }

    private readonly struct Gate(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore.Release();
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Ready after {Seconds:0.0} s")]
        public static partial void Ready(ILogger logger, double seconds);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Not tried: {Reason}")]
        public static partial void Blocked(ILogger logger, string reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Interrupted {Cause}. What was done stays; run again to continue.")]
        public static partial void Interrupted(ILogger logger, string cause);

        [LoggerMessage(Level = LogLevel.Error, Message = "{Cause}")]
        public static partial void Failed(ILogger logger, string cause, Exception exception);

        [LoggerMessage(Level = LogLevel.Error, Message = "The end of the node could not be announced: {Reason}")]
        public static partial void EndFailed(ILogger logger, string reason, Exception exception);
    }
}

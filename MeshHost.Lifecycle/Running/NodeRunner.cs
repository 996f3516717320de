using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using MeshHost.Lifecycle.Graph;
using MeshHost.Lifecycle.Telemetry;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Polly.Registry;
using Polly.Timeout;

namespace MeshHost.Lifecycle.Running;

/// <summary>
/// Runs a node for an intent, in run mode, in pipelines, for dashboard commands and on the command line alike: one run of a node at a time, with the
/// node's time limits, retries and a span. A failure is a result, never lost and never an exception.
/// </summary>
internal sealed partial class NodeRunner(
    IServiceProvider services, NodeLoggers loggers, ResiliencePipelineProvider<string> pipelines, FailureClassifier failures, NodeStates states, NodeHealth health, TimeProvider time)
{
    // A rollout, a command and a tear-down may all want the same node.
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Runs a node for an intent.</summary>
    /// <exception cref="OperationCanceledException">The caller's token was cancelled.</exception>
    public async Task<NodeResult> RunAsync(LifecycleNode node, NodeIntent intent, CancellationToken cancellationToken)
    {
        using var gate = await EnterAsync(node, cancellationToken).ConfigureAwait(false);
        return await RunEnteredAsync(node, intent, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs several nodes for an intent, side by side. One that fails hides none of the others.</summary>
    public async Task<IReadOnlyList<NodeResult>> RunAsync(IEnumerable<LifecycleNode> nodes, NodeIntent intent, CancellationToken cancellationToken) =>
        await Task.WhenAll(nodes.Select(node => RunAsync(node, intent, cancellationToken))).ConfigureAwait(false);

    /// <summary>Runs work of another kind on a node, with the limits and retries of <see cref="NodeIntent.Check"/>.</summary>
    /// <exception cref="Exception">What the work throws, once it is not worth another attempt.</exception>
    public async Task<T> RunAsync<T>(LifecycleNode node, string name, Func<LifecycleContext, Task<T>> work, CancellationToken cancellationToken)
    {
        using var gate = await EnterAsync(node, cancellationToken).ConfigureAwait(false);
        using var activity = StartSpan(node, name);
        try
        {
            return await pipelines.ExecuteAsync(NodeIntent.Check, node, ContextOf(node, cancellationToken), work).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            activity.SetFailed(exception);
            throw;
        }
    }

    /// <summary>Waits until no other run of the node is under way. Disposing the result lets the next one in.</summary>
    public async Task<IDisposable> EnterAsync(LifecycleNode node, CancellationToken cancellationToken)
    {
        var semaphore = _gates.GetOrAdd(node.Name, static _ => new SemaphoreSlim(1, 1));
        await semaphore.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Gate(semaphore);
    }

    /// <summary>Runs a node that the caller has entered.</summary>
    public async Task<NodeResult> RunEnteredAsync(LifecycleNode node, NodeIntent intent, CancellationToken cancellationToken)
    {
        // A node's provisioning has a span already: the rollout's or the pipeline's.
        using var own = intent is NodeIntent.Provision ? null : StartSpan(node, intent.ToString().ToLowerInvariant());
        var activity = own ?? Activity.Current;
        var context = ContextOf(node, cancellationToken);
        var started = time.GetTimestamp();
        try
        {
            var result = await pipelines.ExecuteAsync(intent, node, context, attempt => RunOnceAsync(node, intent, attempt)).ConfigureAwait(false);
            if (result.Outcome.Cause is { } problem)
            {
                activity?.SetStatus(ActivityStatusCode.Error, problem);
            }

            return result with { Outcome = result.Outcome with { Duration = time.GetElapsedTime(started) } };
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            activity.SetFailed(exception);
            var cause = Describe(node, intent, exception, time.GetElapsedTime(started));
            if (!failures.IsExplained(exception))
            {
                Log.Unexpected(context.Logger, cause, exception);
            }

            return new NodeResult(new NodeOutcome(node.Name, NodeStatus.Failed, cause, time.GetElapsedTime(started))) { Exception = exception };
        }
    }

    private static Activity? StartSpan(LifecycleNode node, string step)
    {
        var activity = LifecycleTelemetry.Source.StartActivity($"{step} {node.Name}");
        activity?.SetTag(LifecycleTelemetry.ResourceNameTag, node.Name);
        return activity;
    }

    private LifecycleContext ContextOf(LifecycleNode node, CancellationToken cancellationToken) =>
        new(node.Resource, services, loggers.For(node), cancellationToken);

    private async Task<NodeResult> RunOnceAsync(LifecycleNode node, NodeIntent intent, LifecycleContext context)
    {
        var done = new NodeResult(new NodeOutcome(node.Name, NodeStatus.Healthy, null, TimeSpan.Zero));
        switch (intent)
        {
            case NodeIntent.Prepare:
                await node.Lifecycle.PrepareAsync(context).ConfigureAwait(false);
                return done;
            case NodeIntent.Plan:
                return done with { Plan = await node.Lifecycle.PlanAsync(context).ConfigureAwait(false) };
            case NodeIntent.Provision:
                await node.Lifecycle.ProvisionAsync(context).ConfigureAwait(false);
                await health.WaitUntilHealthyAsync(node, context).ConfigureAwait(false);
                return done;
            case NodeIntent.Check:
                var result = await node.Lifecycle.CheckHealthAsync(context).ConfigureAwait(false);
                return result.Status is HealthStatus.Healthy
                    ? done with { Health = result }
                    : done with { Health = result, Outcome = done.Outcome with { Status = NodeStatus.Failed, Cause = result.Description ?? result.Status.ToString() } };
            case NodeIntent.Verify:
                await node.Lifecycle.VerifyAsync(context).ConfigureAwait(false);
                return done;
            case NodeIntent.Render:
                return done with { Manifest = await node.Lifecycle.RenderAsync(context).ConfigureAwait(false) };
            case NodeIntent.List:
                return done with { Inventory = await node.Lifecycle.ListAsync(context).ConfigureAwait(false) };
            case NodeIntent.CheckRemoval:
                return done with { Refusal = await node.Lifecycle.FindRefusalAsync(context).ConfigureAwait(false) };
            case NodeIntent.Destroy:
                await node.Lifecycle.DestroyAsync(context).ConfigureAwait(false);
                context.Report("");
                return done;
            default:
                throw new ArgumentOutOfRangeException(nameof(intent), intent, message: null);
        }
    }

    private string Describe(LifecycleNode node, NodeIntent intent, Exception exception, TimeSpan elapsed)
    {
        if (exception is not TimeoutRejectedException)
        {
            return failures.IsExplained(exception) ? exception.Message : UnexpectedFailure.Describe(exception, node.Annotation.DeclaredAt);
        }

        // The attempts may be used up before the node's own limit is over.
        var limit = elapsed < node.Annotation.Timeout
            ? string.Create(CultureInfo.InvariantCulture, $"in {NodePipelines.MaxAttempts} attempts of {node.Annotation.AttemptTimeout.TotalSeconds:0.#} s each")
            : string.Create(CultureInfo.InvariantCulture, $"after {node.Annotation.Timeout.TotalSeconds:0.#} s");
        var last = states.CurrentActivity(node) is { } current ? $" The last thing it did: {current}." : "";
        return intent is NodeIntent.Provision
            ? $"'{node.Name}' was not ready {limit}.{last}"
            : $"'{node.Name}': {intent.ToString().ToLowerInvariant()} had not ended {limit}.{last}";
    }

    private sealed class Gate(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore.Release();
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Debug, Message = "{Cause}")]
        public static partial void Unexpected(ILogger logger, string cause, Exception exception);
    }
}

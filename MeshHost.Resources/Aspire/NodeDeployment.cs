using Aspire.Hosting.ApplicationModel;
using MeshHost.Resources.Lifecycle;
using MeshHost.Resources.Rollout;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Polly.Timeout;

namespace MeshHost.Resources.Pipelines;

/// <summary>
/// Brings nodes up and down one at a time, as a pipeline asks for it. While Aspire runs a pipeline it watches no health and publishes no states: here
/// the lifecycle itself is asked until it says that the node is healthy.
/// </summary>
internal sealed partial class NodeDeployment(
    LifecycleDriver driver, TearDown tearDown, RolloutTrace trace, LifecycleGraph graph, ResourceLoggerService loggers, TimeProvider time)
{
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(5);

    private int _failures;

    /// <summary>Gets a value indicating whether everything that was asked for has succeeded.</summary>
    public bool Succeeded => Volatile.Read(ref _failures) == 0;

    public Task<NodeOutcome> PrepareAsync(LifecycleNode node, CancellationToken cancellationToken) =>
        RunAsync(node, "prepare", node.Lifecycle.PrepareAsync, cancellationToken);

    public async Task<NodeOutcome> ProvisionAsync(LifecycleNode node, CancellationToken cancellationToken)
    {
        using var activity = trace.StartNode(node.Resource);
        trace.LinkDependencies(activity, graph.DependenciesOf(node));
        return await RunAsync(node, "deploy", ConvergeAsync, cancellationToken).ConfigureAwait(false);

        async Task ConvergeAsync(LifecycleContext context)
        {
            await node.Lifecycle.ProvisionAsync(context).ConfigureAwait(false);
            await WaitUntilHealthyAsync(node, context).ConfigureAwait(false);
        }
    }

    public async Task<NodeOutcome> DestroyAsync(LifecycleNode node, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var result = await tearDown.RemoveAsync(node, cancellationToken).ConfigureAwait(false);
        return Ended(node, result.Removed ? null : result.Cause, started);
    }

    private async Task<NodeOutcome> RunAsync(LifecycleNode node, string step, Func<LifecycleContext, Task> run, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        try
        {
            await driver.RunStepAsync(
                node,
                step,
                async context =>
                {
                    await run(context).ConfigureAwait(false);
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
            return Ended(node, null, started);
        }
        catch (TimeoutRejectedException exception)
        {
            return Ended(node, $"'{node.Name}' was not ready after {exception.Timeout.TotalSeconds:0} s.", started, exception);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return Ended(node, exception.Message, started, exception);
        }
    }

    private static async Task WaitUntilHealthyAsync(LifecycleNode node, LifecycleContext context)
    {
        for (var pause = TimeSpan.FromSeconds(1); ; pause = pause < s_longestPause ? pause + TimeSpan.FromSeconds(1) : s_longestPause)
        {
            var health = await node.Lifecycle.CheckHealthAsync(context).ConfigureAwait(false);
            if (health.Status is HealthStatus.Healthy)
            {
                return;
            }

            context.Report($"provisioned but not healthy: {health.Description}");
            await Task.Delay(pause, context.Time, context.CancellationToken).ConfigureAwait(false);
        }
    }

    private NodeOutcome Ended(LifecycleNode node, string? problem, long started, Exception? exception = null)
    {
        if (problem is null)
        {
            return new NodeOutcome(node.Name, NodeStatus.Healthy, null, time.GetElapsedTime(started));
        }

        Interlocked.Increment(ref _failures);
        Log.Failed(loggers.GetLogger(node.Resource), problem, exception);
        return new NodeOutcome(node.Name, NodeStatus.Failed, problem, time.GetElapsedTime(started));
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "{Problem}")]
        public static partial void Failed(ILogger logger, string problem, Exception? exception);
    }
}

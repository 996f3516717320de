using System.Collections.Concurrent;
using MeshHost.Lifecycle.Graph;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshHost.Lifecycle.Running;

/// <summary>What is known of the nodes' health: the host's monitor and a rollout ask the lifecycle once, not twice.</summary>
internal sealed class NodeHealth(NodeStates states, TimeProvider time)
{
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, (HealthCheckResult Result, long At)> _last = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The result of a moment ago, or a new one.</summary>
    public async Task<HealthCheckResult> GetAsync(LifecycleNode node, LifecycleContext context) =>
        _last.TryGetValue(node.Name, out var last) && time.GetElapsedTime(last.At) < s_fresh
            ? last.Result
            : await CheckAsync(node, context).ConfigureAwait(false);

    /// <summary>Asks the lifecycle until it says that the node is healthy.</summary>
    /// <exception cref="LifecycleException">The node is not healthy when the attempt's time is over.</exception>
    public async Task WaitUntilHealthyAsync(LifecycleNode node, LifecycleContext context)
    {
        var result = await CheckAsync(node, context).ConfigureAwait(false);
        if (result.Status is HealthStatus.Healthy)
        {
            return;
        }

        // From here on the node's health tells what is missing.
        await states.RunningAsync(node).ConfigureAwait(false);
        for (var pause = s_firstPause; result.Status is not HealthStatus.Healthy; pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause)
        {
            var remaining = context.RemainingTime;
            if (remaining <= TimeSpan.Zero)
            {
                throw new LifecycleException($"'{node.Name}' is provisioned but not healthy: {result.Description ?? result.Status.ToString()}", result.Exception)
                {
                    IsTransient = true,
                };
            }

            context.Report($"provisioned, not healthy yet: {result.Description}");
            await Task.Delay(pause < remaining ? pause : remaining, time, context.CancellationToken).ConfigureAwait(false);
            result = await CheckAsync(node, context).ConfigureAwait(false);
        }
    }

    private async Task<HealthCheckResult> CheckAsync(LifecycleNode node, LifecycleContext context)
    {
        HealthCheckResult result;
        try
        {
            result = await node.Lifecycle.CheckHealthAsync(context).ConfigureAwait(false);
        }
        catch (Exception exception) when (!context.CancellationToken.IsCancellationRequested)
        {
            result = HealthCheckResult.Unhealthy(exception.Message, exception);
        }

        _last[node.Name] = (result, time.GetTimestamp());
        return result;
    }
}

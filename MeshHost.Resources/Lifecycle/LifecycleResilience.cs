using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace MeshHost.Resources.Lifecycle;

/// <summary>Builds the pipeline that every attempt of a lifecycle runs through: a limit for the node, retries, a limit per attempt.</summary>
internal sealed partial class LifecycleResilience(TimeProvider time)
{
    private const int MaxRetries = 4;

    private static readonly TimeSpan s_longestGrace = TimeSpan.FromSeconds(30);

    /// <summary>Makes the pipeline of one run of one node.</summary>
    public ResiliencePipeline Create(string resourceName, LifecycleAnnotation limits, ILogger logger) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddTimeout(new TimeoutStrategyOptions { Timeout = WithGrace(limits.Timeout) })
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = args => ValueTask.FromResult(
                    args.Outcome.Exception is { } exception && TransientFaults.IsTransient(exception)),
                MaxRetryAttempts = MaxRetries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromSeconds(1),
                MaxDelay = TimeSpan.FromSeconds(30),
                OnRetry = args =>
                {
                    LifecycleTelemetry.NodeRetries.Add(1, new KeyValuePair<string, object?>(LifecycleTelemetry.ResourceNameTag, resourceName));
                    Log.Retrying(logger, args.AttemptNumber + 1, MaxRetries, args.RetryDelay, args.Outcome.Exception?.Message ?? "unknown");
                    return ValueTask.CompletedTask;
                },
            })
            .AddTimeout(new TimeoutStrategyOptions { Timeout = WithGrace(limits.AttemptTimeout) })
            .Build();

    // The waits of a lifecycle end at its limit; what comes on top is for finding out why they were in vain, before it is cut off.
    private static TimeSpan WithGrace(TimeSpan limit) => limit + (limit < s_longestGrace ? limit : s_longestGrace);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Attempt {Attempt} of {Max} follows in {Delay}: {Reason}")]
        public static partial void Retrying(ILogger logger, int attempt, int max, TimeSpan delay, string reason);
    }
}

using System.Runtime.ExceptionServices;
using MeshHost.Lifecycle.Graph;
using MeshHost.Lifecycle.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Registry;
using Polly.Retry;
using Polly.Timeout;

namespace MeshHost.Lifecycle.Running;

/// <summary>
/// The named resilience pipelines that every run of a node goes through, one for each intent: a limit for the node, retries, and a limit for each
/// attempt. Polly's own metrics count their retries and timeouts by pipeline, and by node as the operation key.
/// </summary>
internal static partial class NodePipelines
{
    /// <summary>How often a node is tried at most.</summary>
    public const int MaxAttempts = MaxRetries + 1;

    private const int MaxRetries = 4;

    private static readonly TimeSpan s_longestGrace = TimeSpan.FromSeconds(30);

    // How long an attempt that is cut off has to end by itself.
    private static readonly TimeSpan s_timeToEnd = TimeSpan.FromSeconds(10);
    private static readonly ResiliencePropertyKey<NodeAttempts> s_attempts = new("meshhost.node");

    /// <summary>The name of an intent's pipeline, for example <c>meshhost.node.provision</c>.</summary>
    public static string NameOf(NodeIntent intent) => "meshhost.node." + intent.ToString().ToLowerInvariant();

    /// <summary>Registers the pipelines.</summary>
    public static IServiceCollection AddNodePipelines(this IServiceCollection services)
    {
        foreach (var intent in Enum.GetValues<NodeIntent>())
        {
            services.AddResiliencePipeline(NameOf(intent), static (builder, context) => Configure(builder, context.ServiceProvider));
        }

        return services;
    }

    /// <summary>Runs work through the pipeline of an intent. Each attempt gets a context with its own deadline and token.</summary>
    public static async Task<T> ExecuteAsync<T>(
        this ResiliencePipelineProvider<string> provider,
        NodeIntent intent,
        LifecycleNode node,
        LifecycleContext context,
        Func<LifecycleContext, Task<T>> work)
    {
        var attempts = new NodeAttempts(node, context.Logger, context.Time.GetUtcNow() + node.Annotation.Timeout);
        var resilience = ResilienceContextPool.Shared.Get(node.Name, context.CancellationToken);
        resilience.Properties.Set(s_attempts, attempts);
        try
        {
            return await provider.GetPipeline(NameOf(intent)).ExecuteAsync(
                static (attempt, state) => RunAttemptAsync(state.Work, state.Context, state.Attempts, attempt.CancellationToken),
                resilience,
                (Work: work, Context: context, Attempts: attempts)).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(resilience);
        }
    }

    // Work that does not observe its token would hold the node for ever, and the host's stop with it.
    private static async ValueTask<T> RunAttemptAsync<T>(Func<LifecycleContext, Task<T>> work, LifecycleContext context, NodeAttempts attempts, CancellationToken cancellationToken)
    {
        attempts.ThrowWhenOver(context.Time);
        var attempt = work(context.ForAttempt(attempts.Deadline(context.Time), cancellationToken));
        if (!await EndsAsync(attempt, context.Time, cancellationToken).ConfigureAwait(false))
        {
            Log.Abandoned(context.Logger, s_timeToEnd);
            cancellationToken.ThrowIfCancellationRequested();
        }

        return await attempt.ConfigureAwait(false);
    }

    private static async ValueTask<bool> EndsAsync(Task attempt, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!attempt.IsCompleted)
        {
            await attempt.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!attempt.IsCompleted)
        {
            await attempt.WaitAsync(s_timeToEnd, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return attempt.IsCompleted;
    }

    private static void Configure(ResiliencePipelineBuilder builder, IServiceProvider services)
    {
        var failures = services.GetRequiredService<FailureClassifier>();
        builder.TimeProvider = services.GetRequiredService<TimeProvider>();
        builder
            .AddTimeout(new TimeoutStrategyOptions
            {
                Name = "node-limit",
                TimeoutGenerator = static args => ValueTask.FromResult(WithGrace(Of(args.Context).Node.Annotation.Timeout)),
            })
            .AddRetry(new RetryStrategyOptions
            {
                Name = "retry",
                ShouldHandle = args => ValueTask.FromResult(
                    args.Outcome.Exception is { } exception && failures.IsTransient(exception) && builder.TimeProvider!.GetUtcNow() < Of(args.Context).NodeDeadline),
                MaxRetryAttempts = MaxRetries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromSeconds(1),
                MaxDelay = TimeSpan.FromSeconds(30),
                OnRetry = static args =>
                {
                    var attempts = Of(args.Context);
                    attempts.LastFailure = args.Outcome.Exception;
                    LifecycleTelemetry.NodeRetries.Add(1, new KeyValuePair<string, object?>(LifecycleTelemetry.ResourceNameTag, attempts.Node.Name));
                    var reason = args.Outcome.Exception is TimeoutRejectedException timeout
                        ? $"the attempt did not end within {timeout.Timeout.TotalSeconds:0.#} s"
                        : args.Outcome.Exception?.Message ?? "unknown";
                    Log.Retrying(attempts.Logger, args.AttemptNumber + 1, MaxRetries, args.RetryDelay, reason);
                    return ValueTask.CompletedTask;
                },
            })
            .AddTimeout(new TimeoutStrategyOptions
            {
                Name = "attempt-limit",
                TimeoutGenerator = static args => ValueTask.FromResult(WithGrace(Of(args.Context).Node.Annotation.AttemptTimeout)),
            });
    }

    private static NodeAttempts Of(ResilienceContext context) =>
        context.Properties.TryGetValue(s_attempts, out var attempts) ? attempts : throw new InvalidOperationException("The pipelines of nodes run nodes only.");

    // A lifecycle's waits end at its limit; the rest is for finding out what is missing, before the attempt is cut off.
    private static TimeSpan WithGrace(TimeSpan limit) => limit + (limit < s_longestGrace ? limit : s_longestGrace);

    private sealed class NodeAttempts(LifecycleNode node, ILogger logger, DateTimeOffset nodeDeadline)
    {
        public LifecycleNode Node => node;

        public ILogger Logger => logger;

        public DateTimeOffset NodeDeadline => nodeDeadline;

        /// <summary>Why the attempt before this one failed.</summary>
        public Exception? LastFailure { get; set; }

        /// <summary>An attempt without time could only say that it had none: the failure before it tells more.</summary>
        public void ThrowWhenOver(TimeProvider time)
        {
            if (LastFailure is { } failure && time.GetUtcNow() >= NodeDeadline)
            {
                ExceptionDispatchInfo.Throw(failure);
            }
        }

        public DateTimeOffset Deadline(TimeProvider time)
        {
            var attempt = time.GetUtcNow() + Node.Annotation.AttemptTimeout;
            return attempt < NodeDeadline ? attempt : NodeDeadline;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Retry {Attempt} of {Max} follows in {Delay}: {Reason}")]
        public static partial void Retrying(ILogger logger, int attempt, int max, TimeSpan delay, string reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "An attempt was cut off but did not end within {Limit}. It is no longer waited for, and may still be at work.")]
        public static partial void Abandoned(ILogger logger, TimeSpan limit);
    }
}

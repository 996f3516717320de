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
    private const int MaxRetries = 4;

    private static readonly TimeSpan s_longestGrace = TimeSpan.FromSeconds(30);
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
                static async (attempt, state) => await state.Work(state.Context.ForAttempt(state.Attempts.Deadline(state.Context.Time), attempt.CancellationToken))
                    .ConfigureAwait(false),
                resilience,
                (Work: work, Context: context, Attempts: attempts)).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(resilience);
        }
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
                    var (node, logger, _) = Of(args.Context);
                    LifecycleTelemetry.NodeRetries.Add(1, new KeyValuePair<string, object?>(LifecycleTelemetry.ResourceNameTag, node.Name));
                    var reason = args.Outcome.Exception is TimeoutRejectedException timeout
                        ? $"the attempt did not end within {timeout.Timeout.TotalSeconds:0.#} s"
                        : args.Outcome.Exception?.Message ?? "unknown";
                    Log.Retrying(logger, args.AttemptNumber + 1, MaxRetries, args.RetryDelay, reason);
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

    private sealed record NodeAttempts(LifecycleNode Node, ILogger Logger, DateTimeOffset NodeDeadline)
    {
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
    }
}

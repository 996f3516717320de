using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MeshHost.Lifecycle.Pipelines;

/// <summary>Keeps what is no news of a pipeline out of its output: steps and what nodes say remain.</summary>
internal static class PipelineLogging
{
    /// <summary>Aspire's provider that hands log lines to the step in which they are written. It has a rule of its own, before which those without a provider do not count.</summary>
    public const string StepProvider = "Aspire.Hosting.Pipelines.PipelineLoggerProvider";

    private const string ConsoleProvider = "Microsoft.Extensions.Logging.Console.ConsoleLoggerProvider";

    /// <summary>Says "Step 'x' failed." with the exception's stack; the step says why it failed.</summary>
    private const string Executor = "Aspire.Hosting.Publishing.PipelineExecutor";

    /// <summary>Counts values as saved that <see cref="RememberedAnswers"/> keeps out, and fails to save the missing ones.</summary>
    private const string ParameterProcessor = "Aspire.Hosting.ParameterProcessor";

    public static void Add(IServiceCollection services, bool isWatched, bool showsExceptions) => services.Configure<LoggerFilterOptions>(options =>
    {
        Limit(StepProvider, "Microsoft", LogLevel.Warning);
        Limit(StepProvider, "System", LogLevel.Warning);
        Limit(StepProvider, ParameterProcessor, LogLevel.Error);

        // Each attempt, with the text of its result. A failed step says why.
        Limit(StepProvider, "Polly", LogLevel.None);

        // The steps are shown already, by the aspire CLI or by ourselves, with what nodes say in them.
        Limit(ConsoleProvider, "MeshHost.Node", LogLevel.None);
        Limit(ConsoleProvider, "Aspire.Hosting", LogLevel.Warning);
        Limit(ConsoleProvider, ParameterProcessor, LogLevel.Error);
        Limit(ConsoleProvider, "Polly", LogLevel.None);
        if (!isWatched)
        {
            Limit(StepProvider, Executor, LogLevel.None);
        }

        if (!showsExceptions)
        {
            Limit(ConsoleProvider, Executor, LogLevel.None);
            Limit(ConsoleProvider, "Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        }

        void Limit(string provider, string category, LogLevel level) => options.Rules.Add(new LoggerFilterRule(provider, category, level, filter: null));
    });
}

using System.CommandLine;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Gcp;
using MeshHost.Kubernetes;
using MeshHost.Resources.CommandLine;
using MeshHost.Resources.Lifecycle;
using MeshHost.Resources.Rollout;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Aspire.Hosting;

/// <summary>Runs an AppHost as a command-line program.</summary>
public static partial class CommandLineBuilderExtensions
{
    private const string ConsoleKey = "MeshHost:Console";

    private const string ExitKey = "MeshHost:ExitWhenDone";

    /// <summary>
    /// Lets every command take <c>--name VALUE</c>, and lists it in <c>--help</c>. The value is read from the configuration. Options that nobody has
    /// declared are refused, so that a mistyped one is noticed.
    /// </summary>
    /// <param name="builder">The application builder.</param>
    /// <param name="name">The setting's name, without dashes in front.</param>
    /// <param name="description">What it is for, in a sentence.</param>
    /// <returns>The same builder.</returns>
    public static IDistributedApplicationBuilder AddCommandSetting(this IDistributedApplicationBuilder builder, string name, string description)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentException.ThrowIfNullOrWhiteSpace(description);
        builder.Services.AddSingleton(new CommandSetting(name, description));
        return builder;
    }

    /// <summary>Does what the command line asks for: rolls out unless it names another command. See <c>--help</c>.</summary>
    /// <remarks>
    /// <para>
    /// <c>Run()</c> rolls out too, but has no way to tell the caller that the rollout failed; this returns the exit code.
    /// Only the application model's services are used, so that the commands work on every host.
    /// </para>
    /// </remarks>
    /// <param name="builder">The application builder with the whole graph.</param>
    /// <param name="args">The program's arguments, as <see cref="CommandArguments.Normalize"/> gives them.</param>
    /// <returns>The exit code: 0 done, 1 failed, 2 changes to make, 3 wrong usage, 130 interrupted.</returns>
    public static Task<int> RunCommandAsync(this IDistributedApplicationBuilder builder, string[] args) =>
        RunCommandAsync(builder, args, new CommandConsole(Console.Out, Console.Error));

    /// <summary>Does what the command line asks for, and writes results and errors to the given console.</summary>
    internal static async Task<int> RunCommandAsync(
        IDistributedApplicationBuilder builder, string[] args, CommandConsole console, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(args);

        var (output, error) = (console.Output, console.Error);
        if (builder.ExecutionContext.IsPublishMode)
        {
            return await RunPipelineAsync(builder, error).ConfigureAwait(false);
        }

        // Standard output is for results, which programs read.
        builder.Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddLogging(logging => logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning));
        var settings = builder.Services.Where(s => s.ServiceType == typeof(CommandSetting)).Select(s => (CommandSetting)s.ImplementationInstance!);
        var commandLine = new MeshCommandLine(operation => StartAsync(builder, operation), console, settings);
        var end = CommandArguments.EndOf(args);
        string[] own = [.. args[..end].Where(a => !ArgumentRules.IsConfiguration(a))];
        var parsed = commandLine.Root.Parse([.. own, .. args[end..]]);
        var parameters = builder.Resources.OfType<ParameterResource>().Select(p => p.Name);
        string[] problems = ArgumentRules.FindProblem(commandLine.Root, parsed, own, parameters) is { } problem
            ? [problem]
            : [.. parsed.Errors.Select(e => e.Message)];
        if (problems.Length > 0)
        {
            await error.WriteLineAsync(string.Join(Environment.NewLine, problems)).ConfigureAwait(false);
            await error.WriteLineAsync("Run with --help to see the commands and their options.").ConfigureAwait(false);
            return ExitCodes.Usage;
        }

        // Whoever is not asked to stay need not be told how to end it.
        builder.Configuration[ExitKey] = commandLine.Exits(parsed) ? "true" : "false";
        if (MeshCommandLine.IsQuiet(parsed))
        {
            builder.Configuration[ConsoleKey] ??= "off";
        }

        try
        {
            var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = output, Error = error };
            return await parsed.InvokeAsync(invocation, cancellationToken).ConfigureAwait(false);
        }
        catch (DistributedApplicationException exception)
        {
            await error.WriteLineAsync(exception.Message).ConfigureAwait(false);
            return ExitCodes.Usage;
        }
        catch (Exception exception) when (IsTheWorlds(exception))
        {
            await error.WriteLineAsync(exception.Message).ConfigureAwait(false);
            return ExitCodes.Failed;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }
    }

    /// <summary>Sets what runs the pipelines, on a host that has them.</summary>
    static partial void FindPipelineRunner(ref Func<IDistributedApplicationBuilder, Task<int>>? runner);

    private static async Task<int> RunPipelineAsync(IDistributedApplicationBuilder builder, TextWriter error)
    {
        Func<IDistributedApplicationBuilder, Task<int>>? runner = null;
        FindPipelineRunner(ref runner);
        if (runner is not null)
        {
            return await runner(builder).ConfigureAwait(false);
        }

        await error.WriteLineAsync("This host has no pipelines. In place of 'aspire deploy' and 'aspire destroy' use the commands 'up' and 'down'.").ConfigureAwait(false);
        return ExitCodes.Usage;
    }

    // Their messages say what to do; a stack trace would bury it. Anything else is a mistake of ours, which needs the trace.
    private static bool IsTheWorlds(Exception exception) => exception
        is LifecycleException or KubernetesApiException or KubeconfigException or GoogleCloudException
        or HttpRequestException or IOException or UnauthorizedAccessException;

    private static async Task<RunningApplication> StartAsync(IDistributedApplicationBuilder builder, RolloutOperation operation)
    {
        builder.AddLifecycles();
        builder.Services.Configure<RolloutOptions>(options => options.Operation = operation);
        if (operation is RolloutOperation.Manual)
        {
            // A tree of nodes that stand still would only be in the way of what is asked for.
            builder.Configuration[ConsoleKey] ??= "plain";
        }

        // What ends by itself has no use for a dashboard, and must not wait for somebody to answer questions there.
        if (builder.Configuration[ExitKey] is "true")
        {
            builder.Configuration["MeshHost:Dashboard"] ??= "off";
        }

        var application = builder.Build();
        try
        {
            await application.StartAsync().ConfigureAwait(false);
            return new RunningApplication(application);
        }
        catch
        {
            await application.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}

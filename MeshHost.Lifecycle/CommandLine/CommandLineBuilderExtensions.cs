using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Lifecycle.CommandLine;
using MeshHost.Lifecycle.Hosting;
using MeshHost.Lifecycle.Running;
using MeshHost.Lifecycle.Validation;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Aspire.Hosting;

/// <summary>Runs an AppHost as a command-line program.</summary>
public static class CommandLineBuilderExtensions
{
    /// <summary>
    /// Lets every command take <c>--name VALUE</c>, and lists it in <c>--help</c>. The value is read from the configuration. Options that are not
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
        if (!builder.Services.Any(s => s.ImplementationInstance is CommandSetting known && known.Name == name))
        {
            builder.Services.AddSingleton(new CommandSetting(name, description));
        }

        return builder;
    }

    /// <summary>Does what the command line asks for: rolls out unless it names another command. See <c>--help</c>.</summary>
    /// <remarks>
    /// <para><c>Build().Run()</c> rolls out too, but knows no other command and returns no exit code for a rollout that failed.</para>
    /// </remarks>
    /// <param name="builder">The application builder with the whole graph.</param>
    /// <param name="args">The program's arguments, as <see cref="CommandArguments.Normalize"/> gives them.</param>
    /// <param name="cancellationToken">Interrupts the command, as Ctrl+C does.</param>
    /// <returns>The exit code: 0 done, 1 failed, 2 changes to make, 3 wrong usage, 130 interrupted.</returns>
    public static Task<int> RunCommandAsync(this IDistributedApplicationBuilder builder, string[] args, CancellationToken cancellationToken = default) =>
        RunCommandAsync(builder, args, new CommandConsole(Console.Out, Console.Error), cancellationToken);

    /// <summary>Does what the command line asks for, and writes results and errors to the given console.</summary>
    internal static async Task<int> RunCommandAsync(
        IDistributedApplicationBuilder builder, string[] args, CommandConsole console, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(args);

        builder.AddLifecycles();
        var error = console.Error;
        var readsOnly = false;

        // Standard output is for results, which programs read.
        builder.Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddLogging(logging => logging
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error)
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks.DefaultHealthCheckService", LogLevel.None)

            // It logs the exception of a start that fails, or is interrupted, with its stack. What to know of it is said below.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical)
            .AddFilter("System", LogLevel.Warning)
            .AddFilter("Polly", LogLevel.None));
        try
        {
            var commandLine = new MeshCommandLine(builder, console);
            var (parsed, problems) = Parse(commandLine, builder, args);
            if (builder.ExecutionContext.IsPublishMode)
            {
                return await PipelineCommand.RunAsync(builder, problems, error, cancellationToken).ConfigureAwait(false);
            }

            if (problems.Count > 0)
            {
                await error.WriteLineAsync(string.Join(Environment.NewLine, problems)).ConfigureAwait(false);
                await error.WriteLineAsync("Run with --help to see the commands and their options.").ConfigureAwait(false);
                return ExitCodes.Usage;
            }

            readsOnly = parsed.CommandResult.Command.Name is "plan" or "diff" or "status" or "verify" or "graph" or "render";

            // A command that ends by itself has no time for a person who answers on the dashboard.
            var interactive = CommandArguments.StaysUp(args);
            if (ReadsParameters(parsed) && await FindProblemsAsync(builder, refuseMissing: !interactive, cancellationToken).ConfigureAwait(false) is { Count: > 0 } wrong)
            {
                await error.WriteLineAsync(string.Join(Environment.NewLine, wrong)).ConfigureAwait(false);
                return ExitCodes.Usage;
            }

            // Interruption is handled by the caller's token: the library's own handler would end the process after two seconds.
            var invocation = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = console.Output,
                Error = error,
            };
            return await parsed.InvokeAsync(invocation, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (cancellationToken.IsCancellationRequested)
        {
            // Work that is cut off may fail in any way.
            await error.WriteLineAsync(readsOnly ? "interrupted: nothing was changed" : "interrupted").ConfigureAwait(false);
            if (ShowsStacks(builder))
            {
                await error.WriteLineAsync(exception.ToString()).ConfigureAwait(false);
            }

            return ExitCodes.Interrupted;
        }
        catch (Exception exception) when (exception is DistributedApplicationException or UnknownNodeException)
        {
            await error.WriteLineAsync(exception.Message).ConfigureAwait(false);
            return ExitCodes.Usage;
        }
        catch (Exception exception) when (exception is not HostAbortedException)
        {
            await error.WriteLineAsync(Describe(builder, exception)).ConfigureAwait(false);
            return ExitCodes.Failed;
        }
    }

    private static (ParseResult Parsed, IReadOnlyList<string> Problems) Parse(MeshCommandLine commandLine, IDistributedApplicationBuilder builder, string[] args)
    {
        var end = CommandArguments.EndOf(args);
        string[] own = [.. args[..end].Where(a => !ArgumentRules.IsConfiguration(a))];
        var parsed = commandLine.Root.Parse([.. own, .. args[end..]]);
        var parameters = builder.Resources.OfType<ParameterResource>().Select(p => p.Name);
        var root = builder.ExecutionContext.IsPublishMode ? "pipeline" : "up";
        IReadOnlyList<string> problems = ArgumentRules.FindProblem(commandLine.Root, parsed, own, parameters, root) is { } problem
            ? [problem]
            : [.. parsed.Errors.Select(e => e.Message)];
        return (parsed, problems);
    }

    // The others need the declaration alone, or read what they need by themselves.
    private static bool ReadsParameters(ParseResult parsed) =>
        (parsed.CommandResult.Command is RootCommand || parsed.CommandResult.Command.Name is "up" or "plan" or "diff" or "down" or "verify" or "status" or "render")
        && !parsed.CommandResult.Children.OfType<OptionResult>().Any(o => o.Option is HelpOption or VersionOption);

    private static async Task<IReadOnlyList<string>> FindProblemsAsync(
        IDistributedApplicationBuilder builder, bool refuseMissing, CancellationToken cancellationToken)
    {
        var model = new DistributedApplicationModel(builder.Resources);
        UnneededParameters.Remove(model);
        return await new GraphValidator(model).FindProblemsAsync(refuseMissing, cancellationToken).ConfigureAwait(false);
    }

    private static string Describe(IDistributedApplicationBuilder builder, Exception exception)
    {
        if (new FailureClassifier(builder.GetFailureOptions()).IsExplained(exception))
        {
            return exception.Message;
        }

        // The stack is for those who look for a fault in code: it would bury the message, and most often the place is enough.
        var message = UnexpectedFailure.Describe(exception, declaredAt: null);
        return ShowsStacks(builder)
            ? $"{message}{Environment.NewLine}{exception}"
            : $"{message} For its stack run again with --Logging:LogLevel:Default=Debug.";
    }

    private static bool ShowsStacks(IDistributedApplicationBuilder builder) =>
        builder.Configuration.GetValue("Logging:LogLevel:Default", LogLevel.Information) <= LogLevel.Debug;
}

using MeshHost.Resources.CommandLine;
using MeshHost.Resources.Lifecycle;
using MeshHost.Resources.Rollout;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Aspire.Hosting;

/// <summary>Runs an AppHost as a command-line program.</summary>
public static class CommandLineBuilderExtensions
{
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
    public static async Task<int> RunCommandAsync(this IDistributedApplicationBuilder builder, string[] args)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(args);

        // Standard output is for results, which programs read.
        builder.Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddLogging(logging => logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning));
        var commandLine = new MeshCommandLine(operation => StartAsync(builder, operation), Console.Out, Console.Error);
        var parsed = commandLine.Root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync(error.Message).ConfigureAwait(false);
            }

            await Console.Error.WriteLineAsync("Run with --help to see the commands and their options.").ConfigureAwait(false);
            return ExitCodes.Usage;
        }

        // Arguments of the host are --name=value; any other word is a command that does not exist, and must not roll out.
        if (parsed.UnmatchedTokens.FirstOrDefault(t => !t.StartsWith("--", StringComparison.Ordinal)) is { } unknown)
        {
            await Console.Error.WriteLineAsync($"'{unknown}' is not a command here. Run with --help to see the commands and their options.").ConfigureAwait(false);
            return ExitCodes.Usage;
        }

        // Whoever is not asked to stay need not be told how to end it.
        builder.Configuration["MeshHost:ExitWhenDone"] = commandLine.Exits(parsed) ? "true" : "false";
        try
        {
            return await parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false }).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is DistributedApplicationException or LifecycleException)
        {
            await Console.Error.WriteLineAsync(exception.Message).ConfigureAwait(false);
            return exception is LifecycleException ? ExitCodes.Failed : ExitCodes.Usage;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }
    }

    private static async Task<RunningApplication> StartAsync(IDistributedApplicationBuilder builder, RolloutOperation operation)
    {
        builder.AddLifecycles();
        builder.Services.Configure<RolloutOptions>(options => options.Operation = operation);
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

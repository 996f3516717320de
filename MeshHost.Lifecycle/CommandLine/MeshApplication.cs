using System.Runtime.InteropServices;
using MeshHost.Lifecycle.CommandLine;

namespace Aspire.Hosting;

/// <summary>The entry point of an AppHost with a command line.</summary>
public static class MeshApplication
{
    /// <summary>Declares the graph and does what the command line asks for: rolls out unless it names another command.</summary>
    /// <remarks>
    /// <para>
    /// Ctrl+C and SIGTERM are heard from the first moment on: what is in progress stops cleanly and says what is half done. A second one ends the process at once.
    /// </para>
    /// </remarks>
    /// <example>
    /// <code>
    /// return await MeshApplication.RunAsync(args, builder =>
    /// {
    ///     var project = builder.AddParameter("gcp-project");
    ///     var cluster = builder.AddGkeCluster("shop", project).RunAs(builder.GetTarget());
    ///     builder.AddIstioMesh("istio", cluster).WithStrictMtls();
    /// });
    /// </code>
    /// </example>
    /// <param name="args">The program's arguments.</param>
    /// <param name="declare">Declares the graph.</param>
    /// <returns>The exit code: 0 done, 1 failed, 2 changes to make, 3 wrong usage, 130 interrupted.</returns>
    public static async Task<int> RunAsync(string[] args, Action<IDistributedApplicationBuilder> declare)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(declare);
        using var interruption = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        var normal = CommandArguments.Normalize(args);
        IDistributedApplicationBuilder builder;
        try
        {
            builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
            {
                Args = CommandArguments.ForHost(normal),

                // The AppHost is where the graph is declared, also when another program starts it.
                AssemblyName = declare.Method.Module.Assembly.GetName().Name,
                DisableDashboard = !CommandArguments.StaysUp(normal),
            });
            declare(builder);
        }
        catch (Exception exception) when (exception is DistributedApplicationException or ArgumentException)
        {
            // The declaration is wrong: nothing has been started, and a stack trace would bury what to do.
            await Console.Error.WriteLineAsync(exception.Message).ConfigureAwait(false);
            return ExitCodes.Usage;
        }

        return await builder.RunCommandAsync(normal, interruption.Token).ConfigureAwait(false);

        void Stop(PosixSignalContext context)
        {
            // The first signal stops in order; the default of the second ends the process.
            if (!interruption.IsCancellationRequested)
            {
                context.Cancel = true;
                interruption.Cancel();
            }
        }
    }
}

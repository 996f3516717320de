using MeshHost.Lifecycle.CommandLine;
using MeshHost.Lifecycle.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>The entry point of an AppHost with a command line.</summary>
public static class MeshApplication
{
    /// <summary>Declares the graph and does what the command line asks for: rolls out unless it names another command.</summary>
    /// <remarks>
    /// <para>
    /// Ctrl+C and SIGTERM are heard from the first moment on: what is in progress stops cleanly and says what is half done, within 30 seconds. A second one ends
    /// the process at once.
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
        using var interruption = new Interruption(Console.Error, Environment.Exit, TimeProvider.System);
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
        catch (Exception exception) when (exception is not HostAbortedException)
        {
            // Nothing has been started, and a stack trace would bury what to do.
            await Console.Error.WriteLineAsync(UnexpectedFailure.DescribeDeclaration(exception)).ConfigureAwait(false);
            return ExitCodes.Usage;
        }

        builder.Services.AddSingleton(interruption);
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = Interruption.HostLimit);
        return await builder.RunCommandAsync(normal, interruption.Token).ConfigureAwait(false);
    }
}

using System.Text;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Kubernetes;
using MeshHost.Lifecycle.CommandLine;
using MeshHost.Tests.AppHost;

namespace MeshHost.Tests.Resources.CommandLine;

/// <summary>A mesh that is rolled out once, for commands that only read it.</summary>
public sealed class RolledOutMesh : IAsyncLifetime
{
    internal MeshWorld World { get; private set; } = null!;

    internal KubernetesClient Kubernetes { get; private set; } = null!;

    /// <summary>A kubeconfig of the cluster, in a folder of its own.</summary>
    internal string KubeconfigPath { get; private set; } = null!;

    internal string Folder { get; } = Directory.CreateTempSubdirectory("meshhost-commands-").FullName;

    public async ValueTask InitializeAsync()
    {
        World = await MeshWorld.StartAsync();
        var application = await World.UpOkAsync();
        Kubernetes = await MeshWorld.KubernetesAsync(application);
        KubeconfigPath = Path.Combine(Folder, "config");
        var cluster = MeshWorld.Model(application).Resources.OfType<GkeClusterResource>().Single();
        (await cluster.GetKubeconfigAsync(CancellationToken.None)).Save(KubeconfigPath);
    }

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Runs a command as the AppHost does, in a host of its own.</summary>
    internal Task<(int Exit, string Output, string Error)> RunAsync(params string[] args) => RunAsync(World.CreateBuilder(), args);

    internal static async Task<(int Exit, string Output, string Error)> RunAsync(IDistributedApplicationBuilder builder, params string[] args)
    {
        var (exit, output, error) = await RunAsync(builder, [], args);
        return (exit, output, error);
    }

    /// <summary>Runs a command that reads and writes bytes; what a program in a container writes is between the command's own lines.</summary>
    internal static async Task<(int Exit, string Output, string Error)> RunAsync(IDistributedApplicationBuilder builder, byte[] input, string[] args)
    {
        var (output, error) = (new MemoryStream(), new MemoryStream());
        var console = new CommandConsole(Writer(output), TextWriter.Synchronized(Writer(error)))
        {
            OpenInput = () => new MemoryStream(input),
            OpenOutput = () => output,
            OpenError = () => error,
        };
        var exit = await CommandLineBuilderExtensions.RunCommandAsync(builder, CommandArguments.Normalize(args), console);
        return (exit, Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()));

        static StreamWriter Writer(Stream stream) => new(stream, new UTF8Encoding(false)) { AutoFlush = true };
    }
}

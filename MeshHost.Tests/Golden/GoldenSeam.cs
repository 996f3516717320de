using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Tests.AppHost;
using MeshHost.Tests.Gcp;
using MeshHost.Tests.Resources.CommandLine;
using MeshHost.Tests.Resources.Kind;

namespace MeshHost.Tests.Golden;

/// <summary>
/// All that the golden files need of the host: the AppHost's graph on a target, its command line, and the requests that Google gets.
/// Nothing else in this folder knows the host or the lifecycles.
/// </summary>
internal sealed class GoldenSeam : IAsyncDisposable
{
    private readonly MeshWorld _world;
    private readonly FakeKind? _kind;

    private GoldenSeam(MeshWorld world, FakeKind? kind) => (_world, _kind) = (world, kind);

    /// <summary>The requests to Google so far, with their bodies.</summary>
    public IReadOnlyList<RecordedRequest> GoogleRequests => _world.Google.Recorded;

    /// <summary>An emulated Google Cloud in which nothing exists.</summary>
    public static async Task<GoldenSeam> StartEmulatorAsync() => new(await MeshWorld.StartAsync(), kind: null);

    /// <summary>A stand-in for kind that has no cluster yet.</summary>
    public static async Task<GoldenSeam> StartKindAsync()
    {
        // The stand-in comes first: it skips the test where there is no shell.
        var kind = new FakeKind();
        return new GoldenSeam(await MeshWorld.StartAsync(), kind);
    }

    /// <summary>Runs a command of the AppHost in a host of its own.</summary>
    public Task<(int Exit, string Output, string Error)> RunAsync(params string[] command) =>
        RolledOutMesh.RunAsync(_world.CreateBuilder(_kind is null ? null : UseKind), command);

    /// <summary>Runs the AppHost's program, as a script does.</summary>
    public static Task<(int Exit, string Output, string Error)> RunProgramAsync(params string[] args) => AppHostProcess.RunAsync(args);

    /// <summary>The text that <c>render NODE</c> prints; <see langword="null"/> for a node that is not made of Kubernetes objects.</summary>
    public async Task<string?> RenderAsync(string node)
    {
        var (exit, output, error) = await RunAsync("render", node);
        if (exit == 0)
        {
            return output;
        }

        Assert.Contains($"'{node}' is not made of Kubernetes objects", error, StringComparison.Ordinal);
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        _kind?.Dispose();
    }

    private void UseKind(IResourceBuilder<GkeClusterResource> cluster) => cluster.RunAsKind(_kind!.Use);
}

using System.Diagnostics;
using System.Security.Cryptography;
using MeshHost.Helm.Repositories;

namespace MeshHost.Tests.Helm.Repositories;

/// <summary>Two processes write and read the same archives in one folder.</summary>
public sealed class SharedCacheTests : IDisposable
{
    private const string FolderVariable = "MESHHOST_SHARED_CACHE";
    private const int Rounds = 150;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("meshhost-shared-cache-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Archives_are_whole_or_absent_WhenTwoProcessesShareTheFolder()
    {
        using var other = Start();
        await UseAsync(_folder.FullName);
        await other.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, other.ExitCode);
        Assert.Empty(_folder.EnumerateFiles("*.tmp", SearchOption.AllDirectories));
        Assert.Equal(Archives().Count, _folder.EnumerateFiles("*", SearchOption.AllDirectories).Count());
    }

    /// <summary>What the other process runs.</summary>
    [Fact(Explicit = true)]
    public async Task Other_process() =>
        await UseAsync(Environment.GetEnvironmentVariable(FolderVariable) ?? throw new InvalidOperationException($"{FolderVariable} is not set."));

    private static async Task UseAsync(string folder)
    {
        var cache = new ChartCache(folder);
        var archives = Archives();
        for (var i = 0; i < Rounds; i++)
        {
            var (digest, data) = archives[i % archives.Count];
            await cache.PutBlobAsync(digest, data, CancellationToken.None);

            // It is there now and stays there, while the other process replaces it.
            Assert.Equal(data, await cache.TryGetBlobAsync(digest, CancellationToken.None));
        }
    }

    private static List<(string Digest, byte[] Data)> Archives() =>
        [.. Enumerable.Range(1, 3).Select(static i => Enumerable.Repeat((byte)i, 300_000 + i).ToArray()).Select(static data => (Convert.ToHexStringLower(SHA256.HashData(data)), data))];

    private Process Start()
    {
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [typeof(SharedCacheTests).Assembly.Location, "-explicit", "only", "-method", $"{typeof(SharedCacheTests).FullName}.{nameof(Other_process)}"])
        {
            RedirectStandardOutput = true,
        };
        start.Environment[FolderVariable] = _folder.FullName;
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }
}

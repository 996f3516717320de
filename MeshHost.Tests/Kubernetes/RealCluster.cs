using System.Diagnostics;
using MeshHost.Kubernetes;

[assembly: AssemblyFixture(typeof(MeshHost.Tests.Kubernetes.RealCluster))]

namespace MeshHost.Tests.Kubernetes;

/// <summary>A real control plane (eng/real-cluster), started when the first test asks for it and shared by all.</summary>
public sealed class RealCluster : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly string _state = Path.Combine(Path.GetTempPath(), $"meshhost-real-{Environment.ProcessId}");
    private Kubeconfig? _kubeconfig;
    private string? _missing;

    /// <summary>Gets the kubeconfig of the running cluster; skips the calling test where it cannot run.</summary>
    public async Task<Kubeconfig> GetKubeconfigAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_kubeconfig is null && _missing is null)
            {
                await StartAsync(cancellationToken);
            }
        }
        finally
        {
            _gate.Release();
        }

        Assert.SkipWhen(_missing is not null, _missing ?? "");
        return _kubeconfig!;
    }

    /// <summary>Makes a client of the running cluster; skips the calling test where it cannot run.</summary>
    public async Task<KubernetesClient> CreateClientAsync(CancellationToken cancellationToken) =>
        KubernetesClient.FromKubeconfig(await GetKubeconfigAsync(cancellationToken));

    public async ValueTask DisposeAsync()
    {
        if (_kubeconfig is not null)
        {
            await RunAsync("stop", [_state], CancellationToken.None);
            Directory.Delete(_state, recursive: true);
        }

        _gate.Dispose();
    }

    private static string Scripts()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string scripts = Path.Combine(folder.FullName, "eng", "real-cluster");
            if (Directory.Exists(scripts))
            {
                return scripts;
            }
        }

        return "eng/real-cluster";
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string script, string[] arguments, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new(Path.Combine(Scripts(), script)) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, output.Trim(), await errors);
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(Path.Combine(Scripts(), "start")))
        {
            _missing = "the real control plane runs on Linux only";
            return;
        }

        (int built, _, _) = await RunAsync("is-built", [], cancellationToken);
        if (built != 0)
        {
            _missing = "the real control plane is not built: run eng/real-cluster/build";
            return;
        }

        (int code, string output, string errors) = await RunAsync("start", [_state], cancellationToken);
        if (code != 0)
        {
            throw new InvalidOperationException($"The real control plane did not start: {errors}");
        }

        _kubeconfig = Kubeconfig.Load(output);
    }
}

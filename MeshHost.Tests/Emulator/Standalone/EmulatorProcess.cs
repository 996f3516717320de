using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MeshHost.Kubernetes;

namespace MeshHost.Tests.Emulator.Standalone;

/// <summary>The emulator as a process of its own, as people start it.</summary>
internal sealed class EmulatorProcess : IAsyncDisposable
{
    // A start of the process on a busy machine.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly HttpClient _google;

    private EmulatorProcess(Process process, Uri google, string environment)
    {
        _process = process;
        _google = new HttpClient { BaseAddress = google };
        Environment = environment;
    }

    /// <summary>Path of the file with <c>export</c> lines, beside which the kubeconfig and the authority lie.</summary>
    public string Environment { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts it and waits until it says that it is ready.</summary>
    public static async Task<EmulatorProcess> StartAsync(string environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "MeshHost.Emulator.dll"), "--env-file", environment, "--time-scale", "0", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(Cancellation);
        Uri? google = null;
        while (await process.StandardOutput.ReadLineAsync(Cancellation).AsTask().WaitAsync(s_patience, Cancellation) is { } line)
        {
            google = line.StartsWith("Google Cloud APIs", StringComparison.Ordinal) ? new Uri(line.Split(' ')[^1]) : google;
            if (line.StartsWith("Ready.", StringComparison.Ordinal))
            {
                return new EmulatorProcess(process, google!, environment);
            }
        }

        throw new InvalidOperationException($"The emulator ended before it was ready: {await error}");
    }

    /// <summary>Ends it by a signal.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync(Cancellation).WaitAsync(s_patience, Cancellation);
        return _process.ExitCode;
    }

    /// <summary>Calls a Google API, which must succeed.</summary>
    public async Task<JsonObject> CallAsync(HttpMethod method, string path, JsonObject? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await _google.SendAsync(request, Cancellation);
        var answer = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.IsSuccessStatusCode, answer);
        return (JsonObject)JsonNode.Parse(answer)!;
    }

    /// <summary>A client of the cluster by a kubeconfig, whether written by this process or by an earlier one.</summary>
    public static KubernetesClient Connect(string kubeconfig) => KubernetesClient.FromKubeconfig(Kubeconfig.Parse(kubeconfig));

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _google.Dispose();
        _process.Dispose();
    }
}

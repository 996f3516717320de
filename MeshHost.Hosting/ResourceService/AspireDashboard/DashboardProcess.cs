using System.ComponentModel;
using System.Diagnostics;
using Aspire.Hosting;
using Microsoft.Extensions.Logging;

namespace MeshHost.Hosting.ResourceService;

/// <summary>Runs the dashboard that ASPIRE_DASHBOARD_PATH leads to: an assembly or an executable.</summary>
internal sealed partial class DashboardProcess(string path, ILogger logger) : IDashboardProgram, IDisposable
{
    private Process? _process;

    public Task CheckAsync(CancellationToken cancellationToken) => File.Exists(path)
        ? Task.CompletedTask
        : throw new DistributedApplicationException($"{AspireDashboardOptions.PathKey} is '{path}', and there is no such file.");

    public Task StartAsync(DashboardEnvironment environment, CancellationToken cancellationToken)
    {
        var isAssembly = path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        var start = new ProcessStartInfo(isAssembly ? "dotnet" : path)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        if (isAssembly)
        {
            start.ArgumentList.Add("exec");
            start.ArgumentList.Add(path);
        }

        foreach (var (name, value) in environment.ToVariables())
        {
            start.Environment[name] = value;
        }

        try
        {
            _process = Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new DistributedApplicationException($"Aspire's dashboard '{path}' could not be started: {exception.Message}", exception);
        }

        _process.OutputDataReceived += (_, e) => LogOutput(e.Data);
        _process.ErrorDataReceived += (_, e) => LogOutput(e.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_process is { HasExited: false } process)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose() => _process?.Dispose();

    private void LogOutput(string? line)
    {
        if (!string.IsNullOrEmpty(line))
        {
            Log.Output(logger, line);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Debug, Message = "Aspire dashboard: {Line}")]
        public static partial void Output(ILogger logger, string line);
    }
}

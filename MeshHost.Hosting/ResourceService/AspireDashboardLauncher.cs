using System.Diagnostics;
using System.Security.Cryptography;
using Aspire.Hosting;
using MeshHost.Hosting.ConsoleView;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MeshHost.Hosting.ResourceService;

/// <summary>Starts Aspire's own dashboard when it is asked for and there is one, and ends it with the application.</summary>
internal sealed partial class AspireDashboardLauncher(
    AspireDashboardOptions dashboard,
    ResourceServiceOptions options,
    ResourceServiceHost resourceService,
    ConsoleLines lines,
    DistributedApplicationExecutionContext executionContext,
    ILogger<AspireDashboardLauncher> logger) : IHostedService, IDisposable
{
    private Process? _process;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!executionContext.IsRunMode || !dashboard.IsWanted || resourceService.Address is not { } address)
        {
            return Task.CompletedTask;
        }

        if (dashboard.Path is not { } path)
        {
            throw new DistributedApplicationException(
                $"Aspire's dashboard is asked for, but {AspireDashboardOptions.PathKey} is not set. Set it to the dashboard's program "
                + $"(Aspire.Dashboard.dll or an executable), or leave --dashboard aspire away.");
        }

        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var start = CreateStartInfo(path);
        foreach (var (name, value) in DashboardEnvironment.Create(dashboard.Frontend, dashboard.Otlp, address, options.ApiKey, token))
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start) ?? throw new DistributedApplicationException($"Aspire's dashboard '{path}' could not be started.");
        _process.OutputDataReceived += (_, e) => LogOutput(e.Data);
        _process.ErrorDataReceived += (_, e) => LogOutput(e.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        lines.Write($"Aspire dashboard: {dashboard.Frontend}login?t={token}");
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

    private static ProcessStartInfo CreateStartInfo(string path)
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

        return start;
    }

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

using System.Security.Cryptography;
using Aspire.Hosting;
using MeshHost.Hosting.ConsoleView;
using MeshHost.Hosting.Dashboard;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MeshHost.Hosting.ResourceService;

/// <summary>Starts Aspire's own dashboard when it is asked for, and ends it with the application.</summary>
internal sealed partial class AspireDashboardLauncher(
    AspireDashboardOptions dashboard,
    ResourceServiceOptions options,
    ResourceServiceHost resourceService,
    IConfiguration configuration,
    ConsoleLines lines,
    DistributedApplicationExecutionContext executionContext,
    ILogger<AspireDashboardLauncher> logger) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private IDashboardProgram? _program;

    /// <summary>Ends when the dashboard is there, or cannot be started after all.</summary>
    public Task Starting { get; private set; } = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!executionContext.IsRunMode
            || !dashboard.IsWanted
            || string.Equals(configuration[DashboardOptions.ConfigurationKey], "off", StringComparison.OrdinalIgnoreCase)
            || resourceService.Address is not { } address)
        {
            return;
        }

        _program = dashboard.Path is { } path ? new DashboardProcess(path, logger) : new DashboardContainer(dashboard.Runtime, dashboard.Image);
        await _program.CheckAsync(cancellationToken).ConfigureAwait(false);
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

        // The resources need not wait until an image is downloaded.
        Starting = StartAsync(
            _program, new DashboardEnvironment(dashboard.Frontend, dashboard.Otlp, address, options.ApiKey, dashboard.OtlpKey, token), _stopping.Token);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Starting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_program is { } program)
        {
            await program.StopAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _stopping.Dispose();
        (_program as IDisposable)?.Dispose();
    }

    private async Task StartAsync(IDashboardProgram program, DashboardEnvironment environment, CancellationToken cancellationToken)
    {
        try
        {
            await program.StartAsync(environment, cancellationToken).ConfigureAwait(false);
            lines.Write($"Aspire dashboard: {environment.Frontend}login?t={environment.BrowserToken}");
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            lines.Write(exception.Message);
            Log.NotStarted(logger, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Aspire's dashboard could not be started.")]
        public static partial void NotStarted(ILogger logger, Exception exception);
    }
}

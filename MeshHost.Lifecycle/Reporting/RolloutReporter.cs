using System.Globalization;
using Aspire.Hosting;
using MeshHost.Lifecycle.Graph;
using MeshHost.Lifecycle.Running;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MeshHost.Lifecycle.Reporting;

/// <summary>Tells the terminal how the rollout goes: a line when a node has ended, and the result. Standard error, as standard output is for programs.</summary>
internal sealed class RolloutReporter(
    LifecycleGraph graph,
    RolloutTracker tracker,
    DistributedApplicationExecutionContext execution,
    IConfiguration configuration,
    IOptions<RolloutReporterOptions> options,
    TimeProvider time) : IHostedLifecycleService, IDisposable
{
    /// <summary>The configuration key that, with the value <c>off</c>, keeps the console empty.</summary>
    public const string ConsoleKey = "MeshHost:Console";

    private readonly CancellationTokenSource _stopping = new();
    private Task _run = Task.CompletedTask;

    /// <summary>Begins before any other service starts: nodes are ready before the host's own start is over.</summary>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _run = Task.Run(() => RunAsync(_stopping.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        if (!execution.IsRunMode || graph.Nodes.Count == 0 || string.Equals(configuration[ConsoleKey], "off", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        var output = options.Value.Output;
        try
        {
            await foreach (var end in Task.WhenEach(graph.Nodes.Select(tracker.EndOf)).WithCancellation(stoppingToken).ConfigureAwait(false))
            {
                if (Describe(await end.ConfigureAwait(false)) is { } line)
                {
                    await output.WriteLineAsync($"{time.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture)} {line}").ConfigureAwait(false);
                }
            }

            if (options.Value.ShowsResult)
            {
                var result = await tracker.Completion.WaitAsync(stoppingToken).ConfigureAwait(false);
                if (options.Value.ShowsInterruption || !result.IsInterrupted)
                {
                    await output.WriteLineAsync(result.Describe()).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The command line says what is half done.
        }
    }

    // A blocked node is named with its cause in the result: thirty lines here would bury it.
    private static string? Describe(NodeOutcome outcome) => outcome.Status switch
    {
        NodeStatus.Healthy => string.Create(CultureInfo.InvariantCulture, $"ready   {outcome.Name} ({outcome.Duration.TotalSeconds:0.0} s)"),
        NodeStatus.Failed => string.Create(CultureInfo.InvariantCulture, $"failed  {outcome.Name} ({outcome.Duration.TotalSeconds:0.0} s)"),
        _ => null,
    };
}

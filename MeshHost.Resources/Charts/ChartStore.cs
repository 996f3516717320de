using System.Collections.Concurrent;
using MeshHost.Helm;
using MeshHost.Lifecycle;
using MeshHost.Resources.Targets;
using Microsoft.Extensions.Logging;

namespace MeshHost.Resources.Charts;

/// <summary>Pulls charts from their repositories, or from where the target serves them, each one once per run.</summary>
internal sealed partial class ChartStore(TargetEnvironment environment, ILogger<ChartStore> logger)
{
    private readonly ConcurrentDictionary<ChartReference, Lazy<Task<Chart>>> _charts = [];

    /// <summary>Yields the chart. A pull that failed is tried again by the next caller.</summary>
    public async Task<Chart> GetAsync(ChartReference reference, CancellationToken cancellationToken)
    {
        // The pull is shared, so one caller's cancellation must not end it for the others.
        var pull = _charts.GetOrAdd(reference, r => new Lazy<Task<Chart>>(() => PullAsync(r, CancellationToken.None)));
        try
        {
            return await pull.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (pull.Value.IsFaulted)
        {
            _charts.TryRemove(new KeyValuePair<ChartReference, Lazy<Task<Chart>>>(reference, pull));
            throw;
        }
    }

    private async Task<Chart> PullAsync(ChartReference reference, CancellationToken cancellationToken)
    {
        var url = environment.ChartRepositoryBase is { } folder ? new Uri(folder, $"{reference.Repository}/") : reference.RepositoryUrl;
        var options = new ChartRepositoryOptions { Name = reference.Repository, Url = url };
        if (environment.ChartRepositoryBase is not null)
        {
            // What the target serves may be another folder's charts at the same address a minute later.
            options = options with { IndexMaxAge = TimeSpan.Zero };
        }

        var repository = new ChartRepository(options);
        try
        {
            var range = environment.AcceptAnyChartVersion ? null : reference.Version;
            var chart = await repository.PullAsync(reference.Name, range, cancellationToken).ConfigureAwait(false);
            if (chart.Version != reference.Version)
            {
                Log.OtherVersion(logger, reference.ToString(), chart.Version);
            }

            return chart;
        }
        catch (ChartException exception)
        {
            throw new LifecycleException($"The chart {reference} could not be pulled from {url}: {exception.Message}", exception)
            {
                IsTransient = exception is ChartRepositoryException { IsTransient: true },
            };
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Asked for {Chart}, the repository serves version {Version}, which is used")]
        public static partial void OtherVersion(ILogger logger, string chart, string version);
    }
}

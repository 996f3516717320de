using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using MeshHost.Hosting.Dashboard.Commands;
using MeshHost.Hosting.Dashboard.Prompts;
using MeshHost.Hosting.Telemetry;
using Microsoft.Extensions.Hosting;

namespace MeshHost.Hosting.Dashboard.Live;

/// <summary>Tells browsers that something has changed, at most four times a second however much does. What it is they then ask for.</summary>
internal sealed class LiveFeed(
    ResourceMirror resources,
    PromptMirror prompts,
    CommandRuns runs,
    TelemetryStore telemetry,
    IHostApplicationLifetime lifetime,
    TimeProvider timeProvider)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);

    /// <summary>The names of what has changed, separated by blanks: resources, telemetry.</summary>
    public async IAsyncEnumerable<SseItem<string>> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        using var timer = new PeriodicTimer(s_interval, timeProvider);
        (long Resources, long Telemetry) seen = (-1, -1);
        while (await TickAsync(timer, stopping.Token).ConfigureAwait(false))
        {
            var now = (Resources: resources.State.Version + prompts.Version + runs.Version, Telemetry: telemetry.Version);
            if (now == seen)
            {
                continue;
            }

            var changed = (now.Resources != seen.Resources, now.Telemetry != seen.Telemetry) switch
            {
                (true, true) => "resources telemetry",
                (true, false) => "resources",
                _ => "telemetry",
            };
            seen = now;
            yield return new SseItem<string>(changed, "change");
        }
    }

    private static async Task<bool> TickAsync(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}

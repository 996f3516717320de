using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using MeshHost.Kubernetes;
using Microsoft.Extensions.Logging;

namespace MeshHost.Helm.Releases;

/// <summary>
/// Shows on a pending revision that its installer is alive, by renewing an annotation, so that another installer can tell an operation
/// under way from one whose process died. Helm itself has no such sign, which is why its pending releases stay stuck.
/// </summary>
internal sealed partial class InstallerHeartbeat : IAsyncDisposable
{
    public const string HolderAnnotation = "meshhost.dev/installer";
    public const string RenewedAnnotation = "meshhost.dev/installer-renewed";

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    public InstallerHeartbeat(KubernetesClient client, StoredRelease release, HelmClientOptions options)
    {
        _loop = RenewAsync(client, release.Secret.Reference, options, _stop.Token);
    }

    /// <summary>This process: machine, process id and start time, so that a reused id is not taken for it.</summary>
    public static string CurrentHolder { get; } = string.Create(
        CultureInfo.InvariantCulture, $"{Environment.MachineName}/{Environment.ProcessId}/{StartTime(Process.GetCurrentProcess())}");

    /// <summary>Whether a holder is a process of this machine that no longer exists.</summary>
    public static bool IsDeadHere(string holder)
    {
        var parts = holder.Split('/');
        if (parts.Length != 3 || parts[0] != Environment.MachineName || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return false;
        }

        try
        {
            using var process = Process.GetProcessById(id);
            return StartTime(process) != parts[2];
        }
        catch (ArgumentException)
        {
            return true;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
    }

    private static async Task RenewAsync(KubernetesClient client, ObjectReference secret, HelmClientOptions options, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.AbandonedAfter / 3, options.TimeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                var patch = new JsonObject
                {
                    ["metadata"] = new JsonObject
                    {
                        ["annotations"] = new JsonObject { [RenewedAnnotation] = ReleaseRecord.Time(options.TimeProvider.GetUtcNow()) },
                    },
                };
                try
                {
                    await client.PatchAsync(secret, patch, PatchType.Merge, subresource: null, cancellationToken).ConfigureAwait(false);
                }
                catch (KubernetesApiException e) when (!cancellationToken.IsCancellationRequested)
                {
                    // The next tick tries again; the operation itself will report a cluster that is gone.
                    if (options.Logger is { } logger)
                    {
                        Log.RenewFailed(logger, secret.Name, e);
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The operation is over.
        }
    }

    private static string StartTime(Process process)
        => process.StartTime.ToUniversalTime().ToString("yyyyMMddTHHmmss", CultureInfo.InvariantCulture);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "The sign of life on '{Secret}' could not be renewed")]
        public static partial void RenewFailed(ILogger logger, string secret, Exception exception);
    }
}

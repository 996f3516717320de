using System.Globalization;

namespace MeshHost.Helm.Releases;

/// <summary>
/// Keeps two installers from working on one release. The pending revision is the lock: only one can create it. Whoever finds one waits for
/// it to end, or, when its installer shows no sign of life, marks it failed and goes on.
/// </summary>
internal sealed class ReleaseLock(ReleaseStore store, HelmClientOptions options)
{
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromSeconds(1);

    /// <summary>Returns the release's history once no operation is pending.</summary>
    public async Task<List<StoredRelease>> WaitAsync(
        string name, string ns, TimeSpan timeout, IProgress<ReleaseProgress>? progress, CancellationToken cancellationToken)
    {
        var time = options.TimeProvider;
        var started = time.GetTimestamp();
        string? lastSign = null;
        var lastSignAt = started;
        var reported = false;
        while (true)
        {
            var history = await store.HistoryAsync(name, ns, cancellationToken).ConfigureAwait(false);
            if (history.Count == 0 || !history[^1].Status.IsPending())
            {
                return history;
            }

            var pending = history[^1];
            var sign = pending.Secret.Annotations.GetValueOrDefault(InstallerHeartbeat.RenewedAnnotation);
            if (sign != lastSign)
            {
                lastSign = sign;
                lastSignAt = time.GetTimestamp();
            }

            if (IsAbandoned(pending, time.GetElapsedTime(lastSignAt)))
            {
                progress?.Report(new ReleaseProgress(
                    ReleasePhase.WaitingForLock, $"revision {pending.Revision} was left {pending.Status.ToName()} by an installer that died; it counts as failed"));
                pending.Record.SetStatus(ReleaseStatus.Failed, $"Abandoned while {pending.Status.ToName()}: the installer died");
                await store.UpdateAsync(pending, cancellationToken).ConfigureAwait(false);
                continue;
            }

            var holder = pending.Secret.Annotations.GetValueOrDefault(InstallerHeartbeat.HolderAnnotation) ?? "another tool";
            if (time.GetElapsedTime(started) >= timeout)
            {
                throw new ReleaseException(
                    $"another operation on release {ns}/{name} is in progress: revision {pending.Revision} is {pending.Status.ToName()}, held by {holder}. "
                    + "Try again when it is over. If that installer died, the revision counts as abandoned "
                    + $"{(holder == "another tool" ? options.ForeignAbandonedAfter : options.AbandonedAfter).TotalSeconds:0} seconds after its last sign of life.")
                { IsTransient = true };
            }

            if (!reported)
            {
                reported = true;
                progress?.Report(new ReleaseProgress(
                    ReleasePhase.WaitingForLock, $"revision {pending.Revision} is {pending.Status.ToName()}, held by {holder}; waiting for it to end"));
            }

            await Task.Delay(s_pollInterval, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private bool IsAbandoned(StoredRelease pending, TimeSpan sinceLastSign)
    {
        if (pending.Secret.Annotations.GetValueOrDefault(InstallerHeartbeat.HolderAnnotation) is { } holder)
        {
            return InstallerHeartbeat.IsDeadHere(holder) || sinceLastSign >= options.AbandonedAfter || SignAge(pending) >= options.ForeignAbandonedAfter;
        }

        var written = pending.Secret.Labels.GetValueOrDefault("modifiedAt") ?? pending.Secret.Labels.GetValueOrDefault("createdAt");
        return long.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && options.TimeProvider.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(seconds) >= options.ForeignAbandonedAfter;
    }

    // Clocks of two machines differ, so the age by the clock only counts when it is beyond any skew.
    private TimeSpan SignAge(StoredRelease pending)
        => DateTimeOffset.TryParse(
            pending.Secret.Annotations.GetValueOrDefault(InstallerHeartbeat.RenewedAnnotation), CultureInfo.InvariantCulture, out var renewed)
            ? options.TimeProvider.GetUtcNow() - renewed
            : TimeSpan.Zero;
}

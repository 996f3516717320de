using MeshHost.Kubernetes.Apply;
using MeshHost.Kubernetes.Readiness;

namespace MeshHost.Helm.Releases;

/// <summary>Passes on the apply engine's progress as that of a release.</summary>
internal sealed class ProgressForwarder(IProgress<ReleaseProgress> progress, ReleasePhase phase, int total) : IProgress<ObjectProgress>
{
    private static readonly HashSet<string> s_done =
        [nameof(ApplyOutcome.Created), nameof(ApplyOutcome.Configured), nameof(ApplyOutcome.Unchanged), "Deleted"];

    private int _completed;

    /// <summary>A forwarder, or <see langword="null"/> when nobody listens.</summary>
    public static ProgressForwarder? For(IProgress<ReleaseProgress>? progress, ReleasePhase phase, int total = 0)
        => progress is null ? null : new ProgressForwarder(progress, phase, total);

    public void Report(ObjectProgress value)
    {
        var leaves = value.State is "Deleting" or "Deleted";
        var message = phase is ReleasePhase.Waiting || leaves || value.State is "Retrying" or "InProgress" or "NotFound"
            ? $"{value.Object}: {value.Message}"
            : $"{value.Object} {value.Message}";
        progress.Report(new ReleaseProgress(phase is ReleasePhase.Applying && leaves ? ReleasePhase.Pruning : phase, message)
        {
            Object = value.Object,
            Completed = s_done.Contains(value.State) ? Interlocked.Increment(ref _completed) : Volatile.Read(ref _completed),
            Total = total,
        });
    }
}

using System.Collections.Concurrent;
using MeshHost.Helm;

namespace MeshHost.Tests.Helm.Releases;

/// <summary>Keeps what an operation reports.</summary>
internal sealed class StepCollector(ConcurrentQueue<ReleaseProgress> steps) : IProgress<ReleaseProgress>
{
    public void Report(ReleaseProgress value) => steps.Enqueue(value);
}

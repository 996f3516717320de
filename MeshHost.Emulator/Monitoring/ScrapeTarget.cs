using MeshHost.Emulator.Workloads;

namespace MeshHost.Emulator.Monitoring;

/// <summary>Something that a Prometheus server scrapes.</summary>
/// <param name="Pod">The pod.</param>
/// <param name="Port">The port.</param>
/// <param name="Path">The path of the metrics.</param>
/// <param name="Pool">The monitor that selects it, as Prometheus names its scrape pools.</param>
/// <param name="Labels">The labels of all its series.</param>
internal sealed record ScrapeTarget(RunningPod Pod, int Port, string Path, string Pool, IReadOnlyDictionary<string, string> Labels);

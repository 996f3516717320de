using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace MeshHost.Benchmarks.Rollout;

/// <summary>Listens to a rollout's own spans: what it did, how long each node took, and which chain of nodes was the longest.</summary>
internal sealed class RolloutRecorder : IDisposable
{
    private const string NodeTag = "aspire.resource.name";
    private const string NodePrefix = "provision ";
    private const string WaitPrefix = "wait for dependencies of ";

    private readonly ConcurrentBag<Activity> _spans = [];
    private readonly ActivityListener _listener;

    public RolloutRecorder()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("MeshHost.", StringComparison.Ordinal),
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _spans.Add,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    public string Report(double scale, int exitCode)
    {
        var spans = _spans.ToList();
        var root = spans.Find(s => s.OperationName == "rollout");
        var nodes = spans.Where(s => s.OperationName.StartsWith(NodePrefix, StringComparison.Ordinal)).ToDictionary(Name, StringComparer.Ordinal);
        var waits = spans.Where(s => s.OperationName.StartsWith(WaitPrefix, StringComparison.Ordinal))
            .ToDictionary(s => s.OperationName[WaitPrefix.Length..], s => s.Duration, StringComparer.Ordinal);
        var (critical, path) = CriticalPath(nodes, waits);
        var text = new StringBuilder();
        var wall = root?.Duration ?? TimeSpan.Zero;
        text.Append(CultureInfo.InvariantCulture, $"time scale {scale}: exit code {exitCode}, {nodes.Count} nodes in {wall.TotalSeconds:0.00} s; ");
        text.Append(CultureInfo.InvariantCulture, $"critical path {critical.TotalSeconds:0.00} s, ratio {(critical > TimeSpan.Zero ? wall / critical : 0):0.00}\n");
        text.Append(CultureInfo.InvariantCulture, $"  longest chain: {string.Join(" > ", path)}\n");
        text.Append(CultureInfo.InvariantCulture, $"  API calls: {Count(spans, "MeshHost.Gcp")} to Google, {Count(spans, "MeshHost.Kubernetes")} Kubernetes spans, {Count(spans, "MeshHost.Helm")} Helm spans; {spans.Count} spans in all\n");
        text.Append(CultureInfo.InvariantCulture, $"  objects applied: {Applied(spans)}\n");
        text.Append(CultureInfo.InvariantCulture, $"  peak memory of the process so far: {Process.GetCurrentProcess().PeakWorkingSet64 / 1024.0 / 1024.0:0} MiB");
        return text.ToString();
    }

    private static string Name(Activity span) => (string)span.GetTagItem(NodeTag)!;

    private static int Applied(List<Activity> spans) =>
        spans.Where(s => s.Source.Name == "MeshHost.Kubernetes" && s.OperationName.StartsWith("apply ", StringComparison.Ordinal) && s.GetTagItem("k8s.object.name") is not null)
            .DistinctBy(s => s.OperationName).Count();

    private static int Count(List<Activity> spans, string source) => spans.Count(s => s.Source.Name == source);

    // A node's own time is its span without the wait for its dependencies; the links name those.
    private static (TimeSpan Length, IReadOnlyList<string> Path) CriticalPath(Dictionary<string, Activity> nodes, Dictionary<string, TimeSpan> waits)
    {
        var known = new Dictionary<string, (TimeSpan Length, List<string> Path)>(StringComparer.Ordinal);
        (TimeSpan Length, List<string> Path) longest = (TimeSpan.Zero, []);
        foreach (var name in nodes.Keys)
        {
            var candidate = Longest(name);
            if (candidate.Length > longest.Length)
            {
                longest = candidate;
            }
        }

        return longest;

        (TimeSpan Length, List<string> Path) Longest(string name)
        {
            if (known.TryGetValue(name, out var found))
            {
                return found;
            }

            (TimeSpan Length, List<string> Path) before = (TimeSpan.Zero, []);
            foreach (var link in nodes[name].Links)
            {
                var dependency = link.Tags?.FirstOrDefault(t => t.Key == NodeTag).Value as string;
                if (dependency is not null && nodes.ContainsKey(dependency) && Longest(dependency) is var candidate && candidate.Length > before.Length)
                {
                    before = candidate;
                }
            }

            var own = nodes[name].Duration - waits.GetValueOrDefault(name);
            return known[name] = (before.Length + own, [.. before.Path, name]);
        }
    }
}

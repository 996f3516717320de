using System.Globalization;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Controllers;
using MeshHost.Emulator.Controllers.Workloads;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Kubelet;

/// <summary>Gives each pending pod a node with room for it.</summary>
/// <param name="context">The cluster.</param>
internal sealed class Scheduler(ControllerContext context) : Controller(context), IDisposable
{
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);

    public override string Name => "default-scheduler";

    public override IReadOnlyList<WatchRule> Watches =>
    [
        new WatchRule("", "pods", change => change.Type == "DELETED" ? Unscheduled() : IsPending(change.Object) ? [KeyOf(change.Object)] : []),
        new WatchRule("", "nodes", _ => Unscheduled()),
    ];

    public void Dispose() => _oneAtATime.Dispose();

    public override async Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (Api.Get("", "pods", key.Namespace, key.Name) is not { } pod || !IsPending(pod))
        {
            return null;
        }

        // One decision at a time: two pods must not be given the last room of the same node.
        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await ScheduleAsync(pod, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private static bool IsPending(JsonObject pod) =>
        pod.At("spec.nodeName").AsText() is not { Length: > 0 }
        && (pod.At("spec.schedulerName").AsText() is null or "default-scheduler")
        && !pod.IsTerminating() && pod.At("spec.schedulingGates") is not JsonArray { Count: > 0 };

    private IEnumerable<ObjectKey> Unscheduled() => Context.Cache.List("", "pods").Where(IsPending).Select(KeyOf);

    private async Task<TimeSpan?> ScheduleAsync(JsonObject pod, CancellationToken cancellationToken)
    {
        var nodes = Api.List("", "nodes");
        var load = Api.List("", "pods")
            .Where(other => PodState.Phase(other) is not ("Succeeded" or "Failed") && other.At("spec.nodeName").AsText() is { Length: > 0 })
            .GroupBy(other => other.At("spec.nodeName").AsText()!)
            .ToDictionary(group => group.Key, group => group.ToList());
        var needed = PodResources.Of(pod);
        JsonObject? best = null;
        var fewest = int.MaxValue;
        var obstacles = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            var here = load.GetValueOrDefault(node.Name()) ?? [];
            var problems = Obstacles(pod, node, needed, here).ToList();
            problems.ForEach(problem => obstacles[problem] = obstacles.GetValueOrDefault(problem) + 1);
            if (problems.Count == 0 && here.Count < fewest)
            {
                (best, fewest) = (node, here.Count);
            }
        }

        if (best is null)
        {
            await RefuseAsync(pod, nodes.Count, obstacles, cancellationToken).ConfigureAwait(false);
            return s_again;
        }

        await Api.UpdateAsync("", "pods", pod.Namespace(), pod.Name(), current =>
        {
            current.Ensure("spec")["nodeName"] = best.Name();
            return true;
        }, status: false, cancellationToken).ConfigureAwait(false);
        await Api.RecordEventAsync(pod, "Normal", "Scheduled", $"Successfully assigned {pod.Namespace()}/{pod.Name()} to {best.Name()}", cancellationToken)
            .ConfigureAwait(false);
        return null;
    }

    private static IEnumerable<string> Obstacles(JsonObject pod, JsonObject node, PodResources needed, List<JsonObject> here)
    {
        var spec = pod.Object("spec");
        if (node.At("spec.unschedulable").AsBoolean() == true)
        {
            yield return "node(s) were unschedulable";
        }

        if (!NodeFit.MatchesSelector(spec, node))
        {
            yield return "node(s) didn't match Pod's node affinity/selector";
        }

        if (NodeFit.UntoleratedTaint(spec, node, isDaemon: false) is { } taint)
        {
            yield return $"node(s) had untolerated taint {{{taint}}}";
        }

        var room = PodResources.Allocatable(node);
        if (here.Sum(other => PodResources.Of(other).Cpu) + needed.Cpu > room.Cpu)
        {
            yield return "Insufficient cpu";
        }

        if (here.Sum(other => PodResources.Of(other).Memory) + needed.Memory > room.Memory)
        {
            yield return "Insufficient memory";
        }
    }

    private async Task RefuseAsync(JsonObject pod, int nodes, SortedDictionary<string, int> obstacles, CancellationToken cancellationToken)
    {
        var message = nodes == 0
            ? "no nodes available to schedule pods"
            : string.Create(CultureInfo.InvariantCulture, $"0/{nodes} nodes are available: {string.Join(", ", obstacles.Select(item => $"{item.Value} {item.Key}"))}. ")
                + "preemption: 0/" + nodes.ToString(CultureInfo.InvariantCulture) + " nodes are available: "
                + nodes.ToString(CultureInfo.InvariantCulture) + " Preemption is not helpful for scheduling.";
        await Api.UpdateAsync("", "pods", pod.Namespace(), pod.Name(), current =>
        {
            var status = current.Ensure("status");
            status["phase"] ??= "Pending";
            return Conditions.Set(status, "PodScheduled", "False", "Unschedulable", message, Clock.UtcNow);
        }, status: true, cancellationToken).ConfigureAwait(false);
        await Api.RecordEventAsync(pod, "Warning", "FailedScheduling", message, cancellationToken).ConfigureAwait(false);
    }
}

using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Controllers.Workloads;

/// <summary>Keeps one pod of each DaemonSet on every node that it fits.</summary>
/// <param name="context">The cluster.</param>
internal sealed class DaemonSetController(ControllerContext context) : PodOwner(context, "apps", "daemonsets", "DaemonSet")
{
    private const string RevisionLabel = "controller-revision-hash";

    public override string Name => "daemonset-controller";

    public override IReadOnlyList<WatchRule> Watches =>
    [
        .. base.Watches,
        new WatchRule("", "nodes", _ => Context.Cache.List("apps", "daemonsets").Select(KeyOf)),
    ];

    public override async Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (GetOwner(key) is not { } set || set.IsTerminating())
        {
            return null;
        }

        var template = (JsonObject)set.At("spec.template")!;
        var nodes = Api.List("", "nodes").Where(node => !node.IsTerminating() && NodeFit.Matches(template.Object("spec"), node, isDaemon: true)).ToList();
        var hash = PodTemplates.Hash(template);
        var pods = PodsOf(set);
        StatusException? refusal = null;
        try
        {
            await ConvergeAsync(set, template, nodes, pods, hash, cancellationToken).ConfigureAwait(false);
        }
        catch (StatusException ex)
        {
            refusal = ex;
        }

        pods = [.. PodsOf(set).Where(PodState.IsActive)];
        await UpdateStatusAsync(set, status => SetStatus(set, status, nodes, pods, hash), cancellationToken).ConfigureAwait(false);
        return refusal is null ? null : throw refusal;
    }

    private async Task ConvergeAsync(
        JsonObject set, JsonObject template, List<JsonObject> nodes, List<JsonObject> pods, string hash, CancellationToken cancellationToken)
    {
        foreach (var node in nodes)
        {
            var here = pods.Where(pod => pod.At("spec.nodeName").AsText() == node.Name()).ToList();
            if (here.Count == 0)
            {
                var pod = PodTemplates.CreatePod(set, ApiVersion, Kind, template);
                pod.Metadata().Ensure("labels")[RevisionLabel] = hash;
                pod["spec"]!["nodeName"] = node.Name();
                await CreatePodAsync(set, pod, cancellationToken).ConfigureAwait(false);
            }
            else if (here.TrueForAll(pod => !pod.IsTerminating())
                && (here.Exists(pod => PodState.Phase(pod) is "Failed") || IsReplaceable(set, here[0], pods, hash)))
            {
                await DeletePodAsync(set, here[0], cancellationToken).ConfigureAwait(false);
                return;
            }
        }

        var names = nodes.Select(node => node.Name()).ToHashSet();
        foreach (var pod in pods.Where(pod => !pod.IsTerminating() && !names.Contains(pod.At("spec.nodeName").AsText() ?? "")))
        {
            await DeletePodAsync(set, pod, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A pod of an older template is replaced while all others are ready: one node at a time.</summary>
    private static bool IsReplaceable(JsonObject set, JsonObject pod, List<JsonObject> pods, string hash) =>
        set.At("spec.updateStrategy.type").AsText() != "OnDelete"
        && PodState.Label(pod, RevisionLabel) != hash
        && pods.Where(other => other.Name() != pod.Name()).All(PodState.IsReady);

    private static void SetStatus(JsonObject set, JsonObject status, List<JsonObject> nodes, List<JsonObject> pods, string hash)
    {
        var ready = pods.Count(PodState.IsReady);
        status["observedGeneration"] = set.At("metadata.generation").AsInteger() ?? 1;
        status["desiredNumberScheduled"] = nodes.Count;
        status["currentNumberScheduled"] = pods.Count;
        status["numberMisscheduled"] = 0;
        status["numberReady"] = ready;
        status["numberAvailable"] = ready;
        status["updatedNumberScheduled"] = pods.Count(pod => PodState.Label(pod, RevisionLabel) == hash);
        if (nodes.Count > ready)
        {
            status["numberUnavailable"] = nodes.Count - ready;
        }
        else
        {
            status.Remove("numberUnavailable");
        }
    }
}

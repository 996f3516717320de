using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Readiness;
using MeshHost.Lifecycle;
using MeshHost.Lifecycle.CommandLine;
using MeshHost.Resources.Clusters;

namespace MeshHost.Resources.CommandLine;

/// <summary>The pods behind a node, of which a command may need one.</summary>
internal sealed class NodePods
{
    private const string Running = "Running";

    private readonly string _node;

    private NodePods(string node, IReadOnlyList<NodePod> all) => (_node, All) = (node, all);

    /// <summary>Gets all of them, in the order of their names; at least one.</summary>
    public IReadOnlyList<NodePod> All { get; }

    /// <summary>Finds the pods of a node, or of every part of a parent.</summary>
    public static async Task<NodePods> FindAsync(CommandSession session, string node, CancellationToken cancellationToken)
    {
        var nodes = session.FindBelow(node).Where(n => n.Lifecycle.Implementation is IResourceWorkloads);
        var found = await Task.WhenAll(nodes.Select(n => session.Runner.RunAsync(
            n, "find workloads of", context => ((IResourceWorkloads)n.Lifecycle.Implementation).FindWorkloadsAsync(n.Resource, context), cancellationToken))).ConfigureAwait(false);
        List<ResourceWorkloads> resources = [.. found.OfType<ResourceWorkloads>()];
        if (resources.Count == 0)
        {
            throw new LifecycleException(
                $"There is nothing behind '{node}' that could run pods: it is not made of Kubernetes objects, or it is not rolled out. 'status' tells.");
        }

        var pods = new List<NodePod>();
        foreach (var resource in resources)
        {
            pods.AddRange(await PodFinder.FindAsync(resource, cancellationToken).ConfigureAwait(false));
        }

        return pods.Count > 0
            ? new NodePods(node, [.. pods.DistinctBy(p => p.Name)])
            : throw new LifecycleException($"There are no pods behind '{node}'. 'status' tells whether that is as declared.");
    }

    /// <summary>
    /// Picks the named pod, or one of the node's workload: a ready one rather than one that is not. Pods of several workloads do different things,
    /// so that one has to be named.
    /// </summary>
    /// <param name="name">The pod's name, with or without its namespace in front; <see langword="null"/> to pick one.</param>
    public NodePod ChooseRunning(string? name)
    {
        var candidates = name is null ? All : [.. All.Where(p => p.Pod.Name == name || p.Name == name)];
        var chosen = candidates switch
        {
            [] => throw new LifecycleException($"No pod behind '{_node}' is named '{name}'. {Choices()}"),
            _ when candidates.Select(p => p.Workload).Distinct().Count() > 1 => throw new LifecycleException(
                $"There are pods of several workloads behind '{_node}'. Choose one with --pod. {Choices()}"),
            _ => candidates.OrderByDescending(Rank).First(),
        };
        return PhaseOf(chosen.Pod) == Running
            ? chosen
            : throw new LifecycleException($"Pod {chosen.Name} is not running ({PhaseOf(chosen.Pod)}): {ObjectReadiness.Evaluate(chosen.Pod).Message}");
    }

    /// <summary>Names the pods, for somebody who has to choose.</summary>
    public string Choices() => $"There {(All.Count == 1 ? "is" : "are")} {string.Join(", ", All.Select(p => p.Name))}.";

    private static int Rank(NodePod pod) => PhaseOf(pod.Pod) == Running ? (ObjectReadiness.Evaluate(pod.Pod).State is ReadinessState.Ready ? 2 : 1) : 0;

    private static string? PhaseOf(KubernetesObject pod) => pod.Json["metadata"]?["deletionTimestamp"] is null ? (string?)pod.Json["status"]?["phase"] : "Terminating";
}

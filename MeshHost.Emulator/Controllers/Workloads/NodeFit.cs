using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Controllers.Workloads;

/// <summary>Whether a pod may run on a node, resources aside: node selector, required node affinity and taints.</summary>
internal static class NodeFit
{
    public static bool Matches(JsonObject? podSpec, JsonObject node, bool isDaemon) =>
        MatchesSelector(podSpec, node) && UntoleratedTaint(podSpec, node, isDaemon) is null;

    public static bool MatchesSelector(JsonObject? podSpec, JsonObject node)
    {
        var labels = PodState.Labels(node);
        if (podSpec.Object("nodeSelector") is { } selector && !LabelSelector.MatchesMap(selector, labels))
        {
            return false;
        }

        var terms = podSpec.At("affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms") as JsonArray;
        return terms is not { Count: > 0 } || terms.Objects().Any(term =>
            LabelSelector.Matches(new JsonObject { ["matchExpressions"] = term["matchExpressions"]?.DeepClone() }, labels));
    }

    /// <summary>The first taint that keeps the pod away, as <c>key: value</c>, or <see langword="null"/>.</summary>
    public static string? UntoleratedTaint(JsonObject? podSpec, JsonObject node, bool isDaemon)
    {
        foreach (var taint in (node.At("spec.taints") as JsonArray).Objects())
        {
            var key = taint.Text("key") ?? "";
            var builtIn = isDaemon && key.StartsWith("node.kubernetes.io/", StringComparison.Ordinal);
            if (taint.Text("effect") != "PreferNoSchedule" && !builtIn && !podSpec.Array("tolerations").Objects().Any(toleration => Tolerates(toleration, taint)))
            {
                return $"{key}: {taint.Text("value")}";
            }
        }

        return null;
    }

    private static bool Tolerates(JsonObject toleration, JsonObject taint) =>
        (toleration.Text("effect") is not { Length: > 0 } effect || effect == taint.Text("effect"))
        && (toleration.Text("key") is not { Length: > 0 } key
            ? toleration.Text("operator") == "Exists"
            : key == taint.Text("key") && (toleration.Text("operator") == "Exists" || (toleration.Text("value") ?? "") == (taint.Text("value") ?? "")));
}

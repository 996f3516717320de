using System.Text.Json.Nodes;
using MeshHost.Emulator.Controllers;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Workloads;

namespace MeshHost.Emulator.Mesh;

/// <summary>Reads destination rules.</summary>
internal static class DestinationRules
{
    public static JsonObject? Find(ClusterCache cache, (string Namespace, string Name) service) => cache.List("networking.istio.io", "destinationrules")
        .FirstOrDefault(rule => rule.At("spec.host").AsText() is { } host
            && (HostNames.SameService(host, rule.Namespace()!, service) || HostNames.Matches(host, HostNames.Full(service.Namespace, service.Name))));

    /// <summary>Whether a pod is in a subset. An unknown subset has no pods, as Envoy has no cluster for it.</summary>
    public static bool InSubset(JsonObject? rule, string? subset, RunningPod pod) =>
        subset is null || (Subset(rule, subset) is { } found && LabelSelector.MatchesMap(found.Object("labels") ?? [], pod.Labels));

    /// <summary>Whether proxies use mutual TLS: they do by themselves, unless a rule sets another mode.</summary>
    public static bool UsesMutualTls(JsonObject? rule, string? subset) =>
        (Policy(rule, subset, "tls").Text("mode") ?? "ISTIO_MUTUAL") == "ISTIO_MUTUAL";

    /// <summary>A part of the traffic policy: the subset's, else the rule's.</summary>
    public static JsonObject? Policy(JsonObject? rule, string? subset, string part) =>
        (subset is null ? null : Subset(rule, subset).At($"trafficPolicy.{part}") as JsonObject) ?? rule.At($"spec.trafficPolicy.{part}") as JsonObject;

    private static JsonObject? Subset(JsonObject? rule, string name) =>
        (rule.At("spec.subsets") as JsonArray).Objects().FirstOrDefault(item => item.Text("name") == name);
}

using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MeshHost.Kubernetes.Diagnosis;

/// <summary>Explains why a pod has no node: which resource, and how much of it is missing.</summary>
internal static partial class SchedulingDiagnosis
{
    public static bool IsUnscheduled(KubernetesObject pod) => UnscheduledMessage(pod) is not null;

    /// <summary>Explains an unscheduled pod.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="nodes">All nodes.</param>
    /// <param name="others">All pods that have a node, for what they take of it.</param>
    public static IEnumerable<Finding> Explain(KubernetesObject pod, IReadOnlyList<KubernetesObject> nodes, IReadOnlyList<KubernetesObject> others)
    {
        if (UnscheduledMessage(pod) is not { } message)
        {
            yield break;
        }

        ObjectReference about = pod.Reference;
        bool known = false;
        if (message.Contains("no nodes available", StringComparison.Ordinal) || message.Contains("0/0 nodes", StringComparison.Ordinal))
        {
            known = true;
            yield return new Finding(FindingCause.NoNodes, $"{about} has no node: the cluster has none.", "Add a node pool, or wait until its nodes have joined.", about);
        }

        foreach (string resource in Insufficient().Matches(message).Select(match => match.Groups["resource"].Value).Distinct())
        {
            known = true;
            yield return ExplainShortage(pod, resource, nodes, others);
        }

        if (message.Contains("Too many pods", StringComparison.Ordinal))
        {
            known = true;
            yield return new Finding(FindingCause.InsufficientResources, $"{about} has no node: every node has as many pods as it may.", "Add nodes, or raise the maximum of pods per node.", about);
        }

        if (message.Contains("taint", StringComparison.Ordinal))
        {
            known = true;
            string taints = string.Join(", ", Taint().Matches(message).Select(match => match.Groups["taint"].Value.Trim()).Distinct());
            yield return new Finding(FindingCause.Taint, $"{about} has no node: it does not tolerate the taint {(taints.Length == 0 ? "of the nodes" : taints)}.", "Add a toleration, or nodes without the taint.", about);
        }

        if (message.Contains("node selector", StringComparison.Ordinal) || message.Contains("node affinity", StringComparison.Ordinal) || message.Contains("node(s) didn't match Pod's node affinity", StringComparison.Ordinal))
        {
            known = true;
            string selector = pod.Json.ObjectAt("spec", "nodeSelector") is { } map ? $" ({string.Join(", ", map.Select(label => $"{label.Key}={label.Value}"))})" : "";
            yield return new Finding(FindingCause.NodeAffinity, $"{about} has no node: no node matches its node selector or affinity{selector}.", "Correct the selector, or label a node pool.", about);
        }

        if (message.Contains("unbound immediate PersistentVolumeClaims", StringComparison.Ordinal) || message.Contains("persistentvolumeclaim", StringComparison.Ordinal))
        {
            known = true;
            yield return new Finding(FindingCause.UnboundVolumeClaim, $"{about} has no node: a claim of its volumes is not bound.", "See the claim's own events.", about);
        }

        if (!known)
        {
            yield return new Finding(FindingCause.Other, $"{about} has no node: {message}", null, about);
        }
    }

    private static string? UnscheduledMessage(KubernetesObject pod)
    {
        JsonNode? condition = pod.Json.ItemsAt("status", "conditions").FirstOrDefault(condition => condition.StringAt("type") == "PodScheduled");
        return condition.StringAt("status") == "False" ? condition.StringAt("message") ?? "" : null;
    }

    private static Finding ExplainShortage(KubernetesObject pod, string resource, IReadOnlyList<KubernetesObject> nodes, IReadOnlyList<KubernetesObject> others)
    {
        decimal wanted = Requested(pod, resource);
        ILookup<string, KubernetesObject> byNode = others
            .Where(other => other.Json.StringAt("status", "phase") is not ("Succeeded" or "Failed"))
            .ToLookup(other => other.Json.StringAt("spec", "nodeName") ?? "", StringComparer.Ordinal);
        (string Name, decimal Free)? best = nodes
            .Select(node => (node.Name, Free: Quantity.Parse(Text(node.Json.At("status", "allocatable", resource))) - byNode[node.Name].Sum(other => Requested(other, resource))))
            .OrderByDescending(node => node.Free)
            .Select(node => ((string, decimal)?)node)
            .FirstOrDefault();
        string room = best is { } node && wanted > node.Free
            ? $"It asks for {Quantity.Format(resource, wanted)}; the node with most room, {node.Name}, has {Quantity.Format(resource, Math.Max(0, node.Free))}: {Quantity.Format(resource, wanted - Math.Max(0, node.Free))} missing."
            : $"It asks for {Quantity.Format(resource, wanted)}.";
        return new Finding(FindingCause.InsufficientResources, $"{pod.Reference} has no node: not enough {resource}. {room}", "Add nodes, use a larger machine type, or ask for less.", pod.Reference);
    }

    /// <summary>What a pod asks for: its containers together, or its largest init container if that is more.</summary>
    private static decimal Requested(KubernetesObject pod, string resource)
    {
        decimal together = pod.Json.ItemsAt("spec", "containers").Sum(container => RequestOf(container, resource));
        decimal init = pod.Json.ItemsAt("spec", "initContainers").Select(container => RequestOf(container, resource)).DefaultIfEmpty(0).Max();
        return Math.Max(together, init) + Quantity.Parse(Text(pod.Json.At("spec", "overhead", resource)));
    }

    private static decimal RequestOf(JsonNode container, string resource) =>
        Quantity.Parse(Text(container.At("resources", "requests", resource)) ?? Text(container.At("resources", "limits", resource)));

    private static string? Text(JsonNode? quantity) => quantity?.ToString();

    [GeneratedRegex("""Insufficient (?<resource>[a-z0-9./-]*[a-z0-9])""")]
    private static partial Regex Insufficient();

    [GeneratedRegex("""taint \{(?<taint>[^}]+)\}""")]
    private static partial Regex Taint();
}

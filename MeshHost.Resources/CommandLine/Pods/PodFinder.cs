using System.Text.Json.Nodes;
using MeshHost.Kubernetes;
using MeshHost.Resources.Clusters;

namespace MeshHost.Resources.CommandLine;

/// <summary>Finds the pods behind a resource's objects: by the selectors of its workloads, and of those that an operator made for its objects.</summary>
internal static class PodFinder
{
    private static readonly GroupVersionKind s_pod = new("", "v1", "Pod");

    private static readonly GroupVersionKind[] s_workloads =
    [
        new("apps", "v1", "Deployment"), new("apps", "v1", "StatefulSet"), new("apps", "v1", "DaemonSet"), new("batch", "v1", "Job"),
    ];

    /// <summary>Finds the pods, in the order of their names.</summary>
    public static async Task<IReadOnlyList<NodePod>> FindAsync(ResourceWorkloads resource, CancellationToken cancellationToken)
    {
        var pods = new SortedDictionary<string, NodePod>(StringComparer.Ordinal);
        foreach (var group in resource.Objects.Where(o => o.Namespace is not null).GroupBy(o => o.Namespace!, StringComparer.Ordinal))
        {
            var declared = group.Select(o => Key(o.Kind.Group, o.Kind.Kind, o.Name)).ToHashSet(StringComparer.Ordinal);
            foreach (var kind in s_workloads)
            {
                var workloads = await resource.Client.ListAsync(kind, group.Key, null, cancellationToken).ConfigureAwait(false);
                foreach (var workload in workloads.Where(w => Belongs(w, declared)))
                {
                    if (Selector(workload.Json["spec"]?["selector"] as JsonObject) is { } selector)
                    {
                        Add(workload.Reference, await resource.Client.ListAsync(s_pod, group.Key, new ListOptions { LabelSelector = selector }, cancellationToken).ConfigureAwait(false));
                    }
                }
            }

            foreach (var pod in group.Where(o => o.Kind == s_pod))
            {
                Add(pod, await resource.Client.GetAsync(pod, cancellationToken).ConfigureAwait(false) is { } found ? [found] : []);
            }
        }

        return [.. pods.Values];

        void Add(ObjectReference workload, IEnumerable<KubernetesObject> found)
        {
            foreach (var pod in found)
            {
                pods[$"{pod.Namespace}/{pod.Name}"] = new NodePod(resource.Client, pod, workload);
            }
        }
    }

    /// <summary>Picks the containers to read: the named one, all of them, or the one that the pod marks as its main one, as kubectl does.</summary>
    public static IReadOnlyList<string> Containers(KubernetesObject pod, LogRequest request)
    {
        var containers = Names(pod, "containers");
        if (request.Container is { } wanted)
        {
            return containers.Concat(Names(pod, "initContainers")).Contains(wanted) ? [wanted] : [];
        }

        return !request.AllContainers && MainContainer(pod) is { } main ? [main] : containers;
    }

    /// <summary>The container that a pod marks as its main one, or <see langword="null"/>.</summary>
    public static string? MainContainer(KubernetesObject pod) =>
        pod.Annotations.TryGetValue("kubectl.kubernetes.io/default-container", out var main) && Names(pod, "containers").Contains(main) ? main : null;

    /// <summary>The names of all containers of a pod.</summary>
    public static IEnumerable<string> AllContainers(KubernetesObject pod) => Names(pod, "containers").Concat(Names(pod, "initContainers"));

    /// <summary>What a container does instead of running, or <see langword="null"/> when it runs.</summary>
    public static string? WhyNotRunning(KubernetesObject pod, string container)
    {
        var statuses = (string[])["containerStatuses", "initContainerStatuses"];
        var state = statuses.SelectMany(list => (pod.Json["status"]?[list] as JsonArray ?? []).OfType<JsonObject>())
            .FirstOrDefault(s => (string?)s["name"] == container)?["state"];
        return (state?["running"], state?["waiting"], state?["terminated"]) switch
        {
            (not null, _, _) => null,
            (_, { } waiting, _) => $"it waits ({waiting["reason"]})",
            (_, _, { } ended) => $"it has ended ({ended["reason"]}, exit code {ended["exitCode"]})",
            _ => "it has not been started",
        };
    }

    /// <summary>Writes a workload's selector as the API's query has it.</summary>
    internal static string? Selector(JsonObject? selector)
    {
        if (selector is null)
        {
            return null;
        }

        IEnumerable<string> labels = (selector["matchLabels"] as JsonObject ?? []).Select(l => $"{l.Key}={l.Value}");
        IEnumerable<string> expressions = (selector["matchExpressions"] as JsonArray ?? []).OfType<JsonObject>().Select(e =>
        {
            var values = string.Join(',', (e["values"] as JsonArray ?? []).Select(v => $"{v}"));
            return $"{e["operator"]}" switch
            {
                "In" => $"{e["key"]} in ({values})",
                "NotIn" => $"{e["key"]} notin ({values})",
                "DoesNotExist" => $"!{e["key"]}",
                _ => $"{e["key"]}",
            };
        });
        return string.Join(',', labels.Concat(expressions)) is { Length: > 0 } text ? text : null;
    }

    private static bool Belongs(KubernetesObject workload, HashSet<string> declared) =>
        declared.Contains(Key(workload.GroupVersionKind.Group, workload.Kind, workload.Name))
        || (workload.Json["metadata"]?["ownerReferences"] as JsonArray ?? []).OfType<JsonObject>().Any(o =>
            declared.Contains(Key(GroupVersionKind.Parse($"{o["apiVersion"]}", $"{o["kind"]}").Group, $"{o["kind"]}", $"{o["name"]}")));

    private static string Key(string group, string kind, string name) => $"{group}/{kind}/{name}";

    private static List<string> Names(KubernetesObject pod, string list) =>
        [.. (pod.Json["spec"]?[list] as JsonArray ?? []).OfType<JsonObject>().Select(c => $"{c["name"]}")];
}

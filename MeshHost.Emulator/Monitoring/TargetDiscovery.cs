using System.Globalization;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Controllers;
using MeshHost.Emulator.Controllers.Networking;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Workloads;

namespace MeshHost.Emulator.Monitoring;

/// <summary>Finds what a Prometheus object's monitors select, as its operator's generated configuration would.</summary>
/// <param name="cluster">The cluster.</param>
internal sealed class TargetDiscovery(ClusterRuntime cluster)
{
    private const string Group = "monitoring.coreos.com";

    private ClusterCache Cache => cluster.Context.Cache;

    public IEnumerable<ScrapeTarget> Find(JsonObject prometheus)
    {
        foreach (var monitor in Selected(prometheus, "servicemonitors", "serviceMonitor"))
        {
            foreach (var target in ServiceTargets(monitor))
            {
                yield return target;
            }
        }

        foreach (var monitor in Selected(prometheus, "podmonitors", "podMonitor"))
        {
            foreach (var target in PodTargets(monitor))
            {
                yield return target;
            }
        }
    }

    /// <summary>The monitors that a Prometheus selects by label and namespace; a missing selector selects nothing, an empty one everything.</summary>
    private IEnumerable<JsonObject> Selected(JsonObject prometheus, string resource, string field)
    {
        var spec = prometheus.Object("spec");
        var selector = spec.Object(field + "Selector");
        var namespaces = spec.Object(field + "NamespaceSelector");
        return Cache.List(Group, resource).Where(monitor =>
            LabelSelector.Matches(selector, PodState.Labels(monitor))
            && (namespaces is null
                ? monitor.Namespace() == prometheus.Namespace()
                : LabelSelector.Matches(namespaces, Cache.Get("", "namespaces", null, monitor.Namespace()!) is { } ns ? PodState.Labels(ns) : null)));
    }

    private static bool InNamespaces(JsonObject monitor, string? ns) =>
        monitor.At("spec.namespaceSelector.any").AsBoolean() == true
        || (monitor.At("spec.namespaceSelector.matchNames") is JsonArray { Count: > 0 } names ? names.Texts().Contains(ns) : ns == monitor.Namespace());

    private IEnumerable<ScrapeTarget> ServiceTargets(JsonObject monitor)
    {
        var selector = monitor.At("spec.selector") as JsonObject;
        foreach (var service in Cache.List("", "services").Where(service => InNamespaces(monitor, service.Namespace()) && LabelSelector.Matches(selector, PodState.Labels(service))))
        {
            foreach (var pod in Pods(service.Namespace()!).Where(pod => ServicePorts.Selects(service, pod.Json)))
            {
                var index = 0;
                foreach (var endpoint in (monitor.At("spec.endpoints") as JsonArray).Objects())
                {
                    var servicePort = ServicePorts.Of(service).FirstOrDefault(port => port.Text("name") == endpoint.Text("port"));
                    var port = servicePort is not null ? ServicePorts.TargetPort(servicePort, pod.Json) : TargetPort(endpoint, pod.Json);
                    var pool = string.Create(CultureInfo.InvariantCulture, $"serviceMonitor/{monitor.Namespace()}/{monitor.Name()}/{index++}");
                    var labels = MetaLabels(pod.Json, pod.Running, port, null);
                    labels["__meta_kubernetes_service_name"] = service.Name();
                    labels["service"] = service.Name();
                    labels["job"] = monitor.At("spec.jobLabel").AsText() is { } jobLabel && PodState.Label(service, jobLabel) is { } job ? job : service.Name();
                    labels["endpoint"] = endpoint.Text("port") ?? endpoint["targetPort"]?.ToString() ?? "";
                    labels["container"] = ContainerOf(pod.Json, port) ?? "";
                    if (Target(pod.Running, endpoint, labels, pool) is { } target)
                    {
                        yield return target;
                    }
                }
            }
        }
    }

    private IEnumerable<ScrapeTarget> PodTargets(JsonObject monitor)
    {
        var selector = monitor.At("spec.selector") as JsonObject;
        foreach (var pod in Pods(null).Where(pod => InNamespaces(monitor, pod.Running.Namespace) && LabelSelector.Matches(selector, PodState.Labels(pod.Json))))
        {
            var index = 0;
            foreach (var endpoint in (monitor.At("spec.podMetricsEndpoints") as JsonArray).Objects())
            {
                var pool = string.Create(CultureInfo.InvariantCulture, $"podMonitor/{monitor.Namespace()}/{monitor.Name()}/{index++}");
                foreach (var (container, port) in PodPorts(pod.Json, endpoint))
                {
                    var labels = MetaLabels(pod.Json, pod.Running, port, container);
                    labels["container"] = container;
                    labels["job"] = monitor.At("spec.jobLabel").AsText() is { } jobLabel && PodState.Label(pod.Json, jobLabel) is { } job ? job : $"{monitor.Namespace()}/{monitor.Name()}";
                    labels["endpoint"] = endpoint.Text("port") ?? endpoint["targetPort"]?.ToString() ?? "";
                    if (Target(pod.Running, endpoint, labels, pool) is { } target)
                    {
                        yield return target;
                    }
                }
            }
        }
    }

    /// <summary>The ports that an endpoint names; every declared port of every container when it names none, for its relabelings to choose.</summary>
    private static IEnumerable<(string Container, int? Port)> PodPorts(JsonObject pod, JsonObject endpoint)
    {
        foreach (var container in ServicePorts.Containers(pod))
        {
            foreach (var port in container.Array("ports").Objects())
            {
                var isWanted = endpoint.Text("port") is { } name ? port.Text("name") == name
                    : endpoint["targetPort"] is not { } target || target.ToString() == port["containerPort"]?.ToString() || target.ToString() == port.Text("name");
                if (isWanted)
                {
                    yield return (container.Text("name") ?? "", (int?)port.Integer("containerPort"));
                }
            }
        }
    }

    private static int? TargetPort(JsonObject endpoint, JsonObject pod) => endpoint["targetPort"] is { } target
        ? target.AsInteger() is { } number ? (int)number : ServicePorts.NamedPort(pod, target.AsText() ?? "")
        : null;

    private static string? ContainerOf(JsonObject pod, int? port) => ServicePorts.Containers(pod)
        .FirstOrDefault(container => container.Array("ports").Objects().Any(item => item.Integer("containerPort") == port)).Text("name");

    private static Dictionary<string, string> MetaLabels(JsonObject pod, RunningPod running, int? port, string? container)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["__address__"] = port is null ? running.Ip : string.Create(CultureInfo.InvariantCulture, $"{running.Ip}:{port}"),
            ["__meta_kubernetes_namespace"] = running.Namespace,
            ["__meta_kubernetes_pod_name"] = running.Name,
            ["__meta_kubernetes_pod_ip"] = running.Ip,
            ["__meta_kubernetes_pod_node_name"] = running.NodeName,
            ["__meta_kubernetes_pod_container_name"] = container ?? "",
            ["__meta_kubernetes_pod_phase"] = PodState.Phase(pod),
            ["namespace"] = running.Namespace,
            ["pod"] = running.Name,
        };
        foreach (var (kind, values) in ((string, JsonObject?)[])[("label", PodState.Labels(pod)), ("annotation", pod.Object("metadata").Object("annotations"))])
        {
            foreach (var (name, value) in values ?? [])
            {
                labels[$"__meta_kubernetes_pod_{kind}_{Relabeling.MetaName(name)}"] = value.AsText() ?? "";
                labels[$"__meta_kubernetes_pod_{kind}present_{Relabeling.MetaName(name)}"] = "true";
            }
        }

        return labels;
    }

    private static ScrapeTarget? Target(RunningPod pod, JsonObject endpoint, Dictionary<string, string> labels, string pool)
    {
        labels["__metrics_path__"] = endpoint.Text("path") ?? "/metrics";
        if (Relabeling.Apply(endpoint.Array("relabelings"), labels) is not { } relabeled)
        {
            return null;
        }

        var address = relabeled["__address__"];
        if (!int.TryParse(address[(address.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture, out var port))
        {
            return null;
        }

        relabeled["instance"] = address;
        return new ScrapeTarget(
            pod, port, relabeled["__metrics_path__"], pool,
            relabeled.Where(label => !label.Key.StartsWith("__", StringComparison.Ordinal) && label.Value.Length > 0).ToDictionary());
    }

    private IEnumerable<(JsonObject Json, RunningPod Running)> Pods(string? ns) => Cache.List("", "pods", ns)
        .Select(pod => (Json: pod, Running: cluster.Pods.Find(pod.Namespace()!, pod.Name())))
        .Where(pod => pod.Running is not null && !pod.Json.IsTerminating()).Select(pod => (pod.Json, pod.Running!));
}

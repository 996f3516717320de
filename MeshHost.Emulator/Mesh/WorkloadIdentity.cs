using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Workloads;

namespace MeshHost.Emulator.Mesh;

/// <summary>How the mesh names a pod in metrics and traces.</summary>
/// <param name="Workload">The workload that owns the pod.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="App">The canonical service.</param>
/// <param name="Version">The canonical revision.</param>
internal sealed record WorkloadIdentity(string Workload, string Namespace, string App, string Version)
{
    public static readonly WorkloadIdentity Unknown = new("unknown", "unknown", "unknown", "unknown");

    /// <summary>The name of the pod's service in traces.</summary>
    public string TraceService => $"{App}.{Namespace}";

    public static WorkloadIdentity Of(RunningPod? pod)
    {
        if (pod is null)
        {
            return Unknown;
        }

        var owner = pod.Json.Object("metadata").Array("ownerReferences").Objects().FirstOrDefault();
        var workload = owner.Text("name") ?? pod.Name;
        if (owner.Text("kind") == "ReplicaSet" && pod.Labels.Text("pod-template-hash") is { } hash && workload.EndsWith("-" + hash, StringComparison.Ordinal))
        {
            workload = workload[..^(hash.Length + 1)];
        }

        var app = pod.Labels.Text("service.istio.io/canonical-name") ?? pod.Labels.Text("app.kubernetes.io/name") ?? pod.Labels.Text("app") ?? workload;
        var version = pod.Labels.Text("service.istio.io/canonical-revision") ?? pod.Labels.Text("app.kubernetes.io/version") ?? pod.Labels.Text("version") ?? "latest";
        return new WorkloadIdentity(workload, pod.Namespace, app, version);
    }
}

using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Operations;

namespace MeshHost.Emulator.Kubernetes.Streaming;

/// <summary>Finds the pod and container that a stream is for, and the network that reaches it.</summary>
internal sealed class PodAccess(ClusterState state, Func<IPodNetwork?> network)
{
    public IPodNetwork Network => network()
        ?? throw ApiErrors.Internal("error dialing backend: no kubelet runs on the node");

    public JsonObject Get(string name, string? ns)
    {
        var pods = state.Types.FindStored("", "pods")!;
        return state.Find(pods, ns, name)?.Json ?? throw ApiErrors.NotFound(pods, name);
    }

    /// <summary>The container that is asked for, or the only one there is.</summary>
    public static string ContainerOf(JsonObject pod, string? wanted)
    {
        var spec = pod.Object("spec");
        var containers = Names("containers");
        if (string.IsNullOrEmpty(wanted))
        {
            return containers.Count == 1
                ? containers[0]
                : throw ApiErrors.BadRequest($"a container name must be specified for pod {pod.Name()}, choose one of: [{string.Join(' ', containers)}]");
        }

        return containers.Contains(wanted) || Names("initContainers").Contains(wanted) || Names("ephemeralContainers").Contains(wanted)
            ? wanted
            : throw ApiErrors.BadRequest($"container {wanted} is not valid for pod {pod.Name()}");

        List<string> Names(string field) => [.. spec.Array(field).Objects().Select(container => container.Text("name") ?? "")];
    }
}

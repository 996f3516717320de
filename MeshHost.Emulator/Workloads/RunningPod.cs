using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Workloads;

/// <summary>A pod whose containers have started.</summary>
/// <param name="json">The pod when it started: metadata and spec. Its labels may have changed since; ask the cluster for those.</param>
internal sealed class RunningPod(JsonObject json)
{
    private ImmutableList<RunningContainer> _containers = [];

    public string Namespace { get; } = json.Namespace() ?? "default";

    public string Name { get; } = json.Name();

    public string Uid { get; } = json.Uid() ?? "";

    public JsonObject Json => json;

    public string Ip { get; set; } = "";

    public string HostIp { get; set; } = "";

    public string NodeName { get; } = json.At("spec.nodeName").AsText() ?? "";

    public string ServiceAccount { get; } = json.At("spec.serviceAccountName").AsText() ?? "default";

    public JsonObject? Labels => json.Object("metadata").Object("labels");

    public JsonObject? Annotations => json.Object("metadata").Object("annotations");

    public IReadOnlyList<RunningContainer> Containers => _containers;

    /// <summary>The mesh's name for the pod's identity.</summary>
    public string Principal => $"spiffe://cluster.local/ns/{Namespace}/sa/{ServiceAccount}";

    /// <summary>Whether an Envoy stands in front of the pod: a sidecar, or the pod is a gateway.</summary>
    public bool HasProxy => _containers.Exists(container => container.Behavior is Mesh.ProxyBehavior);

    public bool HasSidecar => _containers.Exists(container => container.Behavior is Mesh.ProxyBehavior { IsGateway: false });

    public Mesh.ProxyBehavior? Proxy => _containers.Select(container => container.Behavior).OfType<Mesh.ProxyBehavior>().FirstOrDefault();

    public void Add(RunningContainer container) =>
        ImmutableInterlocked.Update(ref _containers, containers => containers.RemoveAll(item => item.Name == container.Name).Add(container));

    public void Remove(RunningContainer container) => ImmutableInterlocked.Update(ref _containers, containers => containers.Remove(container));

    /// <summary>The container that listens on a port.</summary>
    public RunningContainer? Listener(int port) => _containers.Find(container => container.Behavior.Listens(port));

    public override string ToString() => $"{Namespace}/{Name}";
}

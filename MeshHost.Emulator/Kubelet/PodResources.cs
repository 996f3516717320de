using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Kubelet;

/// <summary>What a pod asks of a node.</summary>
/// <param name="Cpu">Cores.</param>
/// <param name="Memory">Bytes.</param>
internal readonly record struct PodResources(double Cpu, double Memory)
{
    public static PodResources Of(JsonObject pod)
    {
        var containers = (pod.At("spec.containers") as JsonArray).Objects().ToList();
        return new PodResources(containers.Sum(container => Request(container, "cpu")), containers.Sum(container => Request(container, "memory")));
    }

    /// <summary>What the pods may have on a node.</summary>
    public static PodResources Allocatable(JsonObject node) => new(
        Quantity.Parse(node.At("status.allocatable.cpu").AsText()), Quantity.Parse(node.At("status.allocatable.memory").AsText()));

    private static double Request(JsonObject container, string name)
    {
        var value = container.At($"resources.requests.{name}") ?? container.At($"resources.limits.{name}");
        return value.AsText() is { } text ? Quantity.Parse(text) : value.AsInteger() ?? 0;
    }
}

using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Kubernetes.Kinds;

/// <summary>The quality of service a pod gets from its containers' requests and limits.</summary>
internal static class QosClass
{
    public static string Of(JsonObject? spec)
    {
        var containers = spec.Array("containers").Objects().Concat(spec.Array("initContainers").Objects()).ToList();
        if (containers.TrueForAll(container => container.Object("resources") is not { } resources || (resources.Object("limits") is null && resources.Object("requests") is null)))
        {
            return "BestEffort";
        }

        return containers.TrueForAll(IsGuaranteed) ? "Guaranteed" : "Burstable";
    }

    private static bool IsGuaranteed(JsonObject container)
    {
        var limits = container.Object("resources").Object("limits");
        var requests = container.Object("resources").Object("requests");
        return limits?["cpu"] is not null
            && limits["memory"] is not null
            && (requests is null || (JsonNode.DeepEquals(limits["cpu"], requests["cpu"]) && JsonNode.DeepEquals(limits["memory"], requests["memory"])));
    }
}

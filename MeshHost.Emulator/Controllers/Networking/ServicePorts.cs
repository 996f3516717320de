using System.Globalization;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Controllers.Networking;

/// <summary>What a service selects, and which port of a pod each of its ports is.</summary>
internal static class ServicePorts
{
    public static IEnumerable<JsonObject> Of(JsonObject service) => (service.At("spec.ports") as JsonArray).Objects();

    public static bool Selects(JsonObject service, JsonObject pod) =>
        service.At("spec.selector") is JsonObject { Count: > 0 } selector && LabelSelector.MatchesMap(selector, PodState.Labels(pod));

    /// <summary>The number of the pod's port that a service port targets, or <see langword="null"/> when it has no port of that name.</summary>
    public static int? TargetPort(JsonObject port, JsonObject pod)
    {
        var target = port["targetPort"];
        if (target.AsInteger() is { } number)
        {
            return (int)number;
        }

        if (target.AsText() is not { Length: > 0 } name)
        {
            return (int?)port.Integer("port");
        }

        return int.TryParse(name, CultureInfo.InvariantCulture, out var numeric) ? numeric : NamedPort(pod, name);
    }

    /// <summary>The number of a named container port.</summary>
    public static int? NamedPort(JsonObject pod, string name) => (int?)Containers(pod)
        .SelectMany(container => container.Array("ports").Objects())
        .FirstOrDefault(port => port.Text("name") == name)
        .Integer("containerPort");

    /// <summary>The containers of a pod, sidecars among the init containers included.</summary>
    public static IEnumerable<JsonObject> Containers(JsonObject pod) => (pod.At("spec.containers") as JsonArray).Objects()
        .Concat((pod.At("spec.initContainers") as JsonArray).Objects().Where(container => container.Text("restartPolicy") == "Always"));

    /// <summary>The port of a service with a number or a name.</summary>
    public static JsonObject? Find(JsonObject service, string port) =>
        Of(service).FirstOrDefault(item => item.Text("name") == port || item.Integer("port")?.ToString(CultureInfo.InvariantCulture) == port);
}

using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Kubernetes.Kinds;

/// <summary>Defaults of a pod's spec that depend on its other fields, for pods and for the templates of workloads.</summary>
internal static class PodSpecDefaults
{
    public static void Apply(JsonObject? spec)
    {
        if (spec is null)
        {
            return;
        }

        // The deprecated alias follows the field that replaced it.
        if (spec["serviceAccountName"] is null && spec["serviceAccount"] is { } alias)
        {
            spec["serviceAccountName"] = alias.DeepClone();
        }
        else if (spec["serviceAccountName"] is { } account && spec["serviceAccount"] is null)
        {
            spec["serviceAccount"] = account.DeepClone();
        }

        var hostNetwork = spec.Boolean("hostNetwork") == true;
        foreach (var container in spec.Array("containers").Objects().Concat(spec.Array("initContainers").Objects()))
        {
            ApplyToContainer(container, hostNetwork);
        }

        foreach (var volume in spec.Array("volumes").Objects())
        {
            if (volume.Count == 1 && volume.ContainsKey("name"))
            {
                volume["emptyDir"] = new JsonObject();
            }
        }
    }

    private static void ApplyToContainer(JsonObject container, bool hostNetwork)
    {
        if (container["imagePullPolicy"] is null && container.Text("image") is { } image)
        {
            container["imagePullPolicy"] = IsLatest(image) ? "Always" : "IfNotPresent";
        }

        if (hostNetwork)
        {
            foreach (var port in container.Array("ports").Objects())
            {
                port["hostPort"] ??= port["containerPort"]?.DeepClone();
            }
        }

        if (container.Object("resources").Object("limits") is { } limits)
        {
            var requests = container.Object("resources")!.Ensure("requests");
            foreach (var (name, limit) in limits)
            {
                requests[name] ??= limit?.DeepClone();
            }
        }
    }

    private static bool IsLatest(string image)
    {
        if (image.Contains('@', StringComparison.Ordinal))
        {
            return false;
        }

        var name = image[(image.LastIndexOf('/') + 1)..];
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 || name[(colon + 1)..] == "latest";
    }
}

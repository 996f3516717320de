using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Tables;
using MeshHost.Emulator.Kubernetes.Types;

namespace MeshHost.Emulator.Kubernetes.Http;

/// <summary>The Scale of an object, read from where its kind keeps its replicas.</summary>
internal static class ScaleDocument
{
    public static JsonObject Of(JsonObject obj, ScalePaths paths)
    {
        var metadata = new JsonObject();
        foreach (var field in (string[])["name", "namespace", "uid", "resourceVersion", "creationTimestamp"])
        {
            if (obj.Object("metadata")?[field] is { } value)
            {
                metadata[field] = value.DeepClone();
            }
        }

        var status = new JsonObject { ["replicas"] = obj.At(paths.StatusReplicas).AsInteger() ?? 0 };
        var selector = paths.LabelSelector is { } path ? obj.At(path) : null;
        if (selector is not null)
        {
            status["selector"] = selector.AsText() ?? Columns.SelectorText(selector);
        }

        return new JsonObject
        {
            ["kind"] = "Scale",
            ["apiVersion"] = "autoscaling/v1",
            ["metadata"] = metadata,
            ["spec"] = new JsonObject { ["replicas"] = obj.At(paths.SpecReplicas).AsInteger() ?? 0 },
            ["status"] = status,
        };
    }

    public static JsonObject SetReplicas(JsonObject obj, ScalePaths paths, long replicas)
    {
        var parts = paths.SpecReplicas.Split('.');
        var parent = obj;
        foreach (var part in parts[..^1])
        {
            parent = parent.Ensure(part);
        }

        parent[parts[^1]] = replicas;
        return obj;
    }
}

using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Controllers;

/// <summary>What the status of a pod says.</summary>
internal static class PodState
{
    public static string Phase(JsonObject pod) => pod.Object("status").Text("phase") ?? "Pending";

    public static bool IsReady(JsonObject pod) => !pod.IsTerminating() && Conditions.IsTrue(pod, "Ready");

    /// <summary>Whether the pod counts for its workload: neither finished nor going away.</summary>
    public static bool IsActive(JsonObject pod) => !pod.IsTerminating() && Phase(pod) is not ("Succeeded" or "Failed");

    public static string? Label(JsonObject obj, string name) => obj.Object("metadata").Object("labels").Text(name);

    public static string? Annotation(JsonObject obj, string name) => obj.Object("metadata").Object("annotations").Text(name);

    public static JsonObject? Labels(JsonObject obj) => obj.Object("metadata").Object("labels");
}

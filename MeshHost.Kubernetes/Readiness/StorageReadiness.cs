namespace MeshHost.Kubernetes.Readiness;

/// <summary>Readiness of volumes and of claims to them.</summary>
internal static class StorageReadiness
{
    public static ReadinessResult Claim(KubernetesObject obj) => obj.Json.StringAt("status", "phase") switch
    {
        "Bound" => ReadinessResult.Ready("bound"),
        "Lost" => ReadinessResult.Failed($"the volume '{obj.Json.StringAt("spec", "volumeName")}' it was bound to is gone"),
        { Length: > 0 } phase => ReadinessResult.InProgress($"{phase}, not bound to a volume yet"),
        _ => ReadinessResult.InProgress("not bound to a volume yet"),
    };

    public static ReadinessResult Volume(KubernetesObject obj) => obj.Json.StringAt("status", "phase") switch
    {
        "Available" or "Bound" => ReadinessResult.Ready(obj.Json.StringAt("status", "phase")!),
        "Failed" => ReadinessResult.Failed(obj.Json.StringAt("status", "message") ?? "failed to be reclaimed"),
        var phase => ReadinessResult.InProgress(phase ?? "Pending"),
    };
}

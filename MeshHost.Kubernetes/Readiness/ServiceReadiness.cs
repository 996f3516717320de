namespace MeshHost.Kubernetes.Readiness;

/// <summary>Readiness of Services.</summary>
internal static class ServiceReadiness
{
    public static ReadinessResult Service(KubernetesObject obj)
    {
        string type = obj.Json.StringAt("spec", "type") ?? "ClusterIP";
        if (type == "ExternalName")
        {
            return ReadinessResult.Ready("external name");
        }

        if (type == "LoadBalancer")
        {
            string? address = obj.Json.ItemsAt("status", "loadBalancer", "ingress")
                .Select(ingress => ingress.StringAt("ip") ?? ingress.StringAt("hostname"))
                .FirstOrDefault(value => !string.IsNullOrEmpty(value));
            bool external = obj.Json.ItemsAt("spec", "externalIPs").Any();
            return address is not null || external
                ? ReadinessResult.Ready(address ?? "external addresses")
                : ReadinessResult.InProgress("the load balancer has no address yet");
        }

        return string.IsNullOrEmpty(obj.Json.StringAt("spec", "clusterIP"))
            ? ReadinessResult.InProgress("no cluster address yet")
            : ReadinessResult.Ready("exists");
    }
}

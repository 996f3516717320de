using MeshHost.Emulator.Kubernetes.Types;

namespace MeshHost.Emulator.Kubernetes.Discovery;

/// <summary>A subresource as discovery lists it. Its group and version are given where they differ from its resource's.</summary>
internal sealed record Subresource(string Name, string Kind, IReadOnlyList<string> Verbs, string? Group = null, string? Version = null)
{
    private static readonly string[] s_readWrite = ["get", "patch", "update"];

    public static IEnumerable<Subresource> Of(ResourceType type)
    {
        foreach (var name in type.Subresources)
        {
            yield return name switch
            {
                "binding" => new(name, "Binding", ["create"]),
                "eviction" => new(name, "Eviction", ["create"], "policy", "v1"),
                "token" => new(name, "TokenRequest", ["create"], "authentication.k8s.io", "v1"),
                "attach" => new(name, "PodAttachOptions", ["create", "get"]),
                "exec" => new(name, "PodExecOptions", ["create", "get"]),
                "portforward" => new(name, "PodPortForwardOptions", ["create", "get"]),
                "proxy" => new(name, type.Kind + "ProxyOptions", ["create", "delete", "get", "patch", "update"]),
                "log" => new(name, type.Kind, ["get"]),
                "finalize" => new(name, type.Kind, ["update"]),
                _ => new(name, type.Kind, s_readWrite),
            };
        }

        if (type.Scale is not null)
        {
            yield return new("scale", "Scale", s_readWrite, "autoscaling", "v1");
        }

        if (type.HasStatus)
        {
            yield return new("status", type.Kind, s_readWrite);
        }
    }
}

using MeshHost.Resources.Clusters;

namespace MeshHost.Resources.Targets.Kind;

/// <summary>Writes kind's configuration: one node, the gateway's ports on localhost, and the mark of who made it.</summary>
internal static class KindConfiguration
{
    /// <summary>The label of the node that says that a cluster is ours, with the resource's name.</summary>
    public const string OwnerLabel = "meshhost.dev/cluster";

    /// <summary>Where the gateway's ports are on the node, and so on this machine. kind publishes ports when it makes a cluster, not later.</summary>
    public static ExternalAddressing Addressing { get; } = ExternalAddressing.HostPorts(new Dictionary<int, int> { [80] = 30080, [443] = 30443 });

    public static string Write(string name, KindOptions options)
    {
        // Loopback only: what is tried out here is nobody else's business.
        IEnumerable<string> mappings = Addressing.NodePorts.Select(port => $$"""
              - {containerPort: {{port.Value}}, hostPort: {{port.Key}}, listenAddress: "127.0.0.1", protocol: TCP}
            """);
        string image = options.NodeImage is { Length: > 0 } given ? $"\n  image: {given}" : "";
        return $$"""
            kind: Cluster
            apiVersion: kind.x-k8s.io/v1alpha4
            nodes:
            - role: control-plane{{image}}
              labels: { {{OwnerLabel}}: "{{name}}" }
              extraPortMappings:
            {{string.Join('\n', mappings)}}

            """;
    }
}

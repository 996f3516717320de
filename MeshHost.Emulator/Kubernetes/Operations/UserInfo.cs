namespace MeshHost.Emulator.Kubernetes.Operations;

/// <summary>Who asks.</summary>
internal sealed record UserInfo(string Name, IReadOnlyList<string> Groups)
{
    /// <summary>The default: whoever reaches the loopback port administers the cluster.</summary>
    public static readonly UserInfo Administrator = new("kubernetes-admin", ["system:masters", "system:authenticated"]);

    /// <summary>The cluster's own controllers.</summary>
    public static readonly UserInfo ControllerManager = new("system:kube-controller-manager", ["system:authenticated"]);
}

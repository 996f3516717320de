namespace MeshHost.Gcp.Container;

/// <summary>Add-ons of a cluster.</summary>
public sealed record AddonsConfig
{
    /// <summary>The controller for Ingress and network endpoint groups.</summary>
    public HttpLoadBalancing? HttpLoadBalancing { get; init; }

    /// <summary>The horizontal pod autoscaler.</summary>
    public HorizontalPodAutoscaling? HorizontalPodAutoscaling { get; init; }

    /// <summary>The older network policy add-on.</summary>
    public NetworkPolicyConfig? NetworkPolicyConfig { get; init; }

    /// <summary>The persistent disk volume driver.</summary>
    public GcePersistentDiskCsiDriverConfig? GcePersistentDiskCsiDriverConfig { get; init; }
}

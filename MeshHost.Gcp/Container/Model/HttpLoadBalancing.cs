namespace MeshHost.Gcp.Container;

/// <summary>The controller for Ingress and network endpoint groups.</summary>
public sealed record HttpLoadBalancing
{
    /// <summary>Whether it is off.</summary>
    public bool? Disabled { get; init; }
}

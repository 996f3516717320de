namespace MeshHost.Gcp.Container;

/// <summary>The horizontal pod autoscaler.</summary>
public sealed record HorizontalPodAutoscaling
{
    /// <summary>Whether it is off.</summary>
    public bool? Disabled { get; init; }
}

namespace MeshHost.Gcp.Container;

/// <summary>The older network policy add-on.</summary>
public sealed record NetworkPolicyConfig
{
    /// <summary>Whether it is off.</summary>
    public bool? Disabled { get; init; }
}

namespace MeshHost.Resources.Rollout;

/// <summary>Says what the application was started for.</summary>
public sealed class RolloutOptions
{
    /// <summary>Gets or sets the operation. The default is <see cref="RolloutOperation.Up"/>.</summary>
    public RolloutOperation Operation { get; set; } = RolloutOperation.Up;
}

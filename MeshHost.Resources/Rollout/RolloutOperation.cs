namespace MeshHost.Resources.Rollout;

/// <summary>What the application was started for.</summary>
public enum RolloutOperation
{
    /// <summary>Provision every resource and keep checking it.</summary>
    Up,

    /// <summary>Start the host only; a command then acts through the lifecycles.</summary>
    Manual,
}

namespace MeshHost.Helm.Releases;

/// <summary>How far a hook got, and why.</summary>
/// <param name="Phase">How far it got.</param>
/// <param name="Message">What its object says.</param>
/// <param name="Diagnosis">What was found around its object, with a space before it; empty where nothing was.</param>
internal sealed record HookState(HookPhase Phase, string Message, string Diagnosis = "")
{
    /// <summary>Whether the failure may pass by itself: the object could not be created for now.</summary>
    public bool IsTransient { get; init; }
}

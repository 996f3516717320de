namespace Aspire.Hosting.ApplicationModel;

/// <summary>Says when a resource is left out of lists.</summary>
/// <param name="behavior">When the resource is hidden.</param>
public sealed class HiddenAnnotation(HiddenBehavior behavior) : IResourceAnnotation
{
    /// <summary>When the resource is hidden.</summary>
    public HiddenBehavior Behavior { get; } = behavior;

    /// <summary>The exit codes with which a completed resource is hidden.</summary>
    public IReadOnlyList<int> SuccessfulExitCodes { get; init; } = [];
}

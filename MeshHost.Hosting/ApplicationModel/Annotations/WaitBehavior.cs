namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a wait does when the resource that is waited for becomes unavailable.</summary>
public enum WaitBehavior
{
    /// <summary>The wait goes on: the resource may be started again.</summary>
    WaitOnResourceUnavailable = 0,

    /// <summary>The wait fails.</summary>
    StopOnResourceUnavailable = 1,
}

namespace Aspire.Hosting.ApplicationModel;

/// <summary>When a resource is left out of lists.</summary>
public enum HiddenBehavior
{
    /// <summary>From the beginning.</summary>
    Always = 0,

    /// <summary>Once it has completed with one of the exit codes that count as success.</summary>
    OnCompletion = 1,
}

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a resource waits for.</summary>
public enum WaitType
{
    /// <summary>The dependency is running, healthy, and its ready event has been handled.</summary>
    WaitUntilHealthy = 0,

    /// <summary>The dependency has run to its end with the expected exit code.</summary>
    WaitForCompletion = 1,

    /// <summary>The dependency is running.</summary>
    WaitUntilStarted = 2,
}

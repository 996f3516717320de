namespace Aspire.Hosting.ApplicationModel;

/// <summary>The states that have a meaning to the host.</summary>
public static class KnownResourceStates
{
    /// <summary>The resource is being started.</summary>
    public static readonly string Starting = nameof(Starting);

    /// <summary>The resource is up: its health is monitored and waits go on.</summary>
    public static readonly string Running = nameof(Running);

    /// <summary>The resource could not be started.</summary>
    public static readonly string FailedToStart = nameof(FailedToStart);

    /// <summary>What runs the resource is not available.</summary>
    public static readonly string RuntimeUnhealthy = nameof(RuntimeUnhealthy);

    /// <summary>The resource is being stopped.</summary>
    public static readonly string Stopping = nameof(Stopping);

    /// <summary>The resource has stopped.</summary>
    public static readonly string Exited = nameof(Exited);

    /// <summary>The resource has done its work.</summary>
    public static readonly string Finished = nameof(Finished);

    /// <summary>The resource waits for others.</summary>
    public static readonly string Waiting = nameof(Waiting);

    /// <summary>The resource has not been started.</summary>
    public static readonly string NotStarted = nameof(NotStarted);

    /// <summary>The resource is being built.</summary>
    public static readonly string Building = nameof(Building);

    /// <summary>A parameter has no value.</summary>
    public static readonly string ValueMissing = nameof(ValueMissing);

    /// <summary>The resource is there, without a lifetime of its own.</summary>
    public static readonly string Active = nameof(Active);

    /// <summary>The states that a resource leaves only by being started again.</summary>
    public static readonly IReadOnlyList<string> TerminalStates = [Finished, FailedToStart, Exited];
}

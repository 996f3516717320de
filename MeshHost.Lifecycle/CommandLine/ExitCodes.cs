namespace MeshHost.Lifecycle.CommandLine;

/// <summary>What the AppHost returns to its caller.</summary>
internal static class ExitCodes
{
    /// <summary>Done, or nothing to do.</summary>
    public const int Success = 0;

    /// <summary>Something failed; what and why is on standard error.</summary>
    public const int Failed = 1;

    /// <summary>A plan or diff found changes to make.</summary>
    public const int ChangesToMake = 2;

    /// <summary>The command line, a parameter or the graph is wrong; nothing was touched.</summary>
    public const int Usage = 3;

    /// <summary>Stopped by a signal before it was done.</summary>
    public const int Interrupted = 130;
}

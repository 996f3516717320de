namespace MeshHost.Tests.Helm.Fuzzing;

/// <summary>How the engine took an input.</summary>
internal enum FuzzOutcome
{
    /// <summary>It gave a result.</summary>
    Accepted,

    /// <summary>It failed with one of its own exceptions.</summary>
    Refused,

    /// <summary>It failed with another exception, took too long or took too much memory.</summary>
    Misbehaved,
}

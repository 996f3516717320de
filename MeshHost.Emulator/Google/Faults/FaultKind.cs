namespace MeshHost.Emulator.Google.Faults;

/// <summary>What a fault does.</summary>
internal enum FaultKind
{
    /// <summary>The call is answered with an HTTP error and not carried out.</summary>
    Error,

    /// <summary>The call is not carried out; the connection stays silent for a while and is then cut.</summary>
    Timeout,

    /// <summary>The call is carried out, and the connection is cut instead of answering.</summary>
    LostResponse,

    /// <summary>The call is accepted; its operation ends with an error.</summary>
    OperationError,

    /// <summary>The call is accepted; its operation takes longer.</summary>
    SlowOperation,
}

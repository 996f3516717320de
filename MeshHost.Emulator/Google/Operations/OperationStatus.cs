namespace MeshHost.Emulator.Google.Operations;

/// <summary>How far an operation is.</summary>
internal enum OperationStatus
{
    /// <summary>Accepted, not started.</summary>
    Pending,

    /// <summary>At work.</summary>
    Running,

    /// <summary>Cancelled, winding down.</summary>
    Aborting,

    /// <summary>Ended; with an error or without.</summary>
    Done,
}

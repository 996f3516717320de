namespace MeshHost.Emulator.Google.Operations;

/// <summary>Thrown by what carries out an operation, to end it with an error.</summary>
internal sealed class OperationFailedException(OperationError error) : Exception(error.Message)
{
    /// <summary>The error.</summary>
    public OperationError Error { get; } = error;
}

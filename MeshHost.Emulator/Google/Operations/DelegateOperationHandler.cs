namespace MeshHost.Emulator.Google.Operations;

/// <summary>Carries out operations that are a change of state and nothing else.</summary>
internal sealed class DelegateOperationHandler(Action<Operation> complete, Action<Operation, OperationError>? fail = null) : OperationHandler
{
    /// <inheritdoc/>
    public override void Complete(Operation operation) => complete(operation);

    /// <inheritdoc/>
    public override void Fail(Operation operation, OperationError error) => fail?.Invoke(operation, error);
}

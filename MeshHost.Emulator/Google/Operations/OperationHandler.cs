namespace MeshHost.Emulator.Google.Operations;

/// <summary>Carries out operations of one kind.</summary>
internal abstract class OperationHandler
{
    /// <summary>Starts what takes real time, while the operation's own time passes. Runs without the state's lock.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="cancellationToken">Cancelled when the emulator stops or the operation is cancelled.</param>
    /// <returns>A task that ends when <see cref="ApplyAsync"/> may run.</returns>
    public virtual Task PrepareAsync(Operation operation, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Does what has to happen outside the state when the operation is due. Runs without the state's lock.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="cancellationToken">Cancelled when the emulator stops or the operation is cancelled.</param>
    /// <returns>A task that ends when <see cref="Complete"/> may run.</returns>
    public virtual Task ApplyAsync(Operation operation, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Undoes what <see cref="PrepareAsync"/> started, when the operation fails. Runs without the state's lock.</summary>
    /// <param name="operation">The operation.</param>
    /// <returns>A task that ends when it is undone.</returns>
    public virtual Task AbandonAsync(Operation operation) => Task.CompletedTask;

    /// <summary>Makes the change, under the state's lock.</summary>
    /// <param name="operation">The operation.</param>
    /// <exception cref="OperationFailedException">The operation ends with an error.</exception>
    public abstract void Complete(Operation operation);

    /// <summary>Leaves the target as a failed operation leaves it, under the state's lock.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="error">Why it failed.</param>
    public virtual void Fail(Operation operation, OperationError error)
    {
    }
}

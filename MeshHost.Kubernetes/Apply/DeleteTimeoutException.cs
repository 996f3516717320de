namespace MeshHost.Kubernetes.Apply;

/// <summary>Deleted objects are still there; the message names them and the finalizers that hold them.</summary>
public sealed class DeleteTimeoutException : Exception
{
    /// <summary>Makes an exception.</summary>
    public DeleteTimeoutException()
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">The message.</param>
    public DeleteTimeoutException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public DeleteTimeoutException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Gets the objects that remain, each with what holds it.</summary>
    public IReadOnlyDictionary<ObjectReference, string> Remaining { get; init; } = new Dictionary<ObjectReference, string>();
}

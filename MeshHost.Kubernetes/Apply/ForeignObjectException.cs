namespace MeshHost.Kubernetes.Apply;

/// <summary>Objects of a set exist and belong to others. Nothing was changed; the message names each with its owner.</summary>
public sealed class ForeignObjectException : Exception
{
    /// <summary>Makes an exception.</summary>
    public ForeignObjectException()
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">The message.</param>
    public ForeignObjectException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public ForeignObjectException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes an exception for objects with the reason of each.</summary>
    /// <param name="objects">The objects, each with why it must not be applied to.</param>
    public ForeignObjectException(IReadOnlyDictionary<ObjectReference, string> objects)
        : base(string.Join("\n", objects.Select(item => item.Value))) => Objects = objects;

    /// <summary>Gets the objects, each with why it must not be applied to.</summary>
    public IReadOnlyDictionary<ObjectReference, string> Objects { get; } = new Dictionary<ObjectReference, string>();
}

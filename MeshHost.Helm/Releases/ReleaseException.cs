using MeshHost.Kubernetes;

namespace MeshHost.Helm;

/// <summary>An operation on a release failed. The message names the release, the step, the object and the reason.</summary>
public class ReleaseException : Exception
{
    /// <summary>Creates an exception without a message.</summary>
    public ReleaseException()
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">What failed, where, and what to do about it.</param>
    public ReleaseException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with its cause.</summary>
    /// <param name="message">What failed, where, and what to do about it.</param>
    /// <param name="innerException">The cause.</param>
    public ReleaseException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The object that the failure is about, or <see langword="null"/>.</summary>
    public ObjectReference? Object { get; init; }

    /// <summary>Whether trying again may succeed without a change.</summary>
    public bool IsTransient { get; init; }
}

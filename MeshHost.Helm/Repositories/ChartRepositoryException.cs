namespace MeshHost.Helm;

/// <summary>A repository could not be read, or gave something other than it promised. The message names the repository, the address and the reason.</summary>
public sealed class ChartRepositoryException : ChartException
{
    /// <summary>Creates an exception without a message.</summary>
    public ChartRepositoryException()
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">What failed, where, and what to do about it.</param>
    public ChartRepositoryException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with its cause.</summary>
    /// <param name="message">What failed, where, and what to do about it.</param>
    /// <param name="innerException">The cause.</param>
    public ChartRepositoryException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Whether trying again may succeed: the network failed, or the server is overloaded.</summary>
    public bool IsTransient { get; init; }
}

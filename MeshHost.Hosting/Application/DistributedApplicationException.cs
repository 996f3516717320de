namespace Aspire.Hosting;

/// <summary>The application model is wrong, or what it describes cannot be brought about.</summary>
public class DistributedApplicationException : Exception
{
    /// <summary>Initializes the exception.</summary>
    public DistributedApplicationException()
    {
    }

    /// <summary>Initializes the exception.</summary>
    /// <param name="message">What is wrong, and what to do about it.</param>
    public DistributedApplicationException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes the exception.</summary>
    /// <param name="message">What is wrong, and what to do about it.</param>
    /// <param name="inner">The cause.</param>
    public DistributedApplicationException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

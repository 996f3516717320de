namespace MeshHost.Helm;

/// <summary>
/// A chart, its values or its archive cannot be used. The message names the chart, the file or key, and what is wrong with it.
/// </summary>
public class ChartException : Exception
{
    private readonly string? _traceable;

    /// <summary>Creates an exception without a message.</summary>
    public ChartException()
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">What is wrong, where, and what to do about it.</param>
    public ChartException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with its cause.</summary>
    /// <param name="message">What is wrong, where, and what to do about it.</param>
    /// <param name="innerException">The cause.</param>
    public ChartException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>What may be traced: the message, unless that can quote values. Values may be secret.</summary>
    internal string TraceableMessage
    {
        get => _traceable ?? Message;
        init => _traceable = value;
    }
}

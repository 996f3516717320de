namespace MeshHost.Lifecycle;

/// <summary>A lifecycle could not do its work. The message says what is wrong, where, and what to do about it.</summary>
public sealed class LifecycleException : Exception
{
    /// <summary>Initializes a new instance of the <see cref="LifecycleException"/> class.</summary>
    public LifecycleException()
    {
    }

    /// <summary>Initializes a new instance of the <see cref="LifecycleException"/> class.</summary>
    /// <param name="message">What is wrong, where, and what to do.</param>
    public LifecycleException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="LifecycleException"/> class.</summary>
    /// <param name="message">What is wrong, where, and what to do.</param>
    /// <param name="innerException">What the boundary answered, or <see langword="null"/>.</param>
    public LifecycleException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Gets a value indicating whether the same call may succeed when it is tried again.</summary>
    public bool IsTransient { get; init; }
}

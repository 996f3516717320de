namespace MeshHost.Kubernetes;

/// <summary>A kubeconfig, or a plugin that it names, cannot be used; the message says what to change.</summary>
public sealed class KubeconfigException : Exception
{
    /// <summary>Makes an exception.</summary>
    public KubeconfigException()
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">The message.</param>
    public KubeconfigException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public KubeconfigException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}

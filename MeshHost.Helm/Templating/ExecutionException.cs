namespace MeshHost.Helm.Templating;

/// <summary>Stops an execution at the node being evaluated; the executor adds the place.</summary>
internal sealed class ExecutionException : Exception
{
    public ExecutionException(string message)
        : base(message)
    {
    }

    public ExecutionException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

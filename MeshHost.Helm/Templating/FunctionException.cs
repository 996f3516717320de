namespace MeshHost.Helm.Templating;

/// <summary>A function of a template failed; the executor adds where.</summary>
internal sealed class FunctionException : Exception
{
    public FunctionException(string message)
        : base(message)
    {
    }

    public FunctionException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Whether the chart itself ended the rendering, with <c>fail</c> or <c>required</c>: then its message is what is told.</summary>
    public bool IsByChart { get; init; }
}

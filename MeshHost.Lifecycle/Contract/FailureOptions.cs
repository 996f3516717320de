namespace MeshHost.Lifecycle;

/// <summary>Tells what the failures of the libraries below a graph mean. Each library that lifecycles call adds its own predicates once.</summary>
public sealed class FailureOptions
{
    /// <summary>Gets the predicates for failures that may pass by themselves: an attempt that ends with one is repeated.</summary>
    public IList<Func<Exception, bool>> Transient { get; } = [];

    /// <summary>Gets the predicates for failures whose message tells a person all there is to know: they are shown without a stack trace.</summary>
    public IList<Func<Exception, bool>> Explained { get; } = [];
}

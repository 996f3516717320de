namespace MeshHost.Resources.Lifecycle;

/// <summary>Something that a node waits for failed, so that the node was not tried.</summary>
internal sealed class DependencyFailedException(string message, Exception innerException) : Exception(message, innerException);

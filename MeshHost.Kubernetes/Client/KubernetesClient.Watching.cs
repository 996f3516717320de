namespace MeshHost.Kubernetes;

/// <content>Watching.</content>
public sealed partial class KubernetesClient
{
    /// <summary>
    /// Follows the objects of a kind: first those that exist, then <see cref="WatchEventType.Synced"/>, then every change, without end.
    /// Cut connections and expired versions are recovered from without losing or repeating a state.
    /// </summary>
    /// <param name="kind">The kind.</param>
    /// <param name="ns">The namespace; <see langword="null"/> for all.</param>
    /// <param name="options">Selectors.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <returns>The events.</returns>
    public IAsyncEnumerable<WatchEvent> WatchAsync(GroupVersionKind kind, string? ns, WatchOptions? options, CancellationToken cancellationToken) =>
        new ResourceWatcher(this, _transport, kind, ns, options ?? new WatchOptions()).WatchAsync(cancellationToken);
}

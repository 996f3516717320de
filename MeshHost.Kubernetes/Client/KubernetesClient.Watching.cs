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

    /// <summary>
    /// Follows one object from a state that the caller has, such as the answer to its creation: every change since then, without end. Nothing is
    /// listed first, so that an object that comes to its end and is deleted at once is still seen to end.
    /// </summary>
    /// <param name="known">The object as the server returned it.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <returns>The events. A later object of the same name is reported too, with its own uid.</returns>
    public IAsyncEnumerable<WatchEvent> WatchAsync(KubernetesObject known, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(known);
        WatchOptions options = new() { FieldSelector = $"metadata.name={known.Name}" };
        return new ResourceWatcher(this, _transport, known.GroupVersionKind, known.Namespace, options, known).WatchAsync(cancellationToken);
    }
}

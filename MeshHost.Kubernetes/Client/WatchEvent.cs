namespace MeshHost.Kubernetes;

/// <summary>One event of a watch.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Object">
/// The object as it is now, or as it was last for <see cref="WatchEventType.Deleted"/>; <see langword="null"/> for <see cref="WatchEventType.Synced"/>.
/// Where a deletion was missed and found out later, the object holds its kind, name, namespace and uid only.
/// </param>
public sealed record WatchEvent(WatchEventType Type, KubernetesObject? Object);

namespace MeshHost.Kubernetes;

/// <summary>Names one object in a cluster.</summary>
/// <param name="Kind">The kind of the object.</param>
/// <param name="Name">The name of the object.</param>
/// <param name="Namespace">The namespace, or <see langword="null"/> for a cluster-scoped object.</param>
public sealed record ObjectReference(GroupVersionKind Kind, string Name, string? Namespace)
{
    /// <summary>Returns the reference as people write it: <c>Deployment bookinfo/reviews-v1</c>.</summary>
    public override string ToString() => string.IsNullOrEmpty(Namespace) ? $"{Kind.Kind} {Name}" : $"{Kind.Kind} {Namespace}/{Name}";
}

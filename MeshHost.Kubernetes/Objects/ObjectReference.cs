namespace MeshHost.Kubernetes;

/// <summary>
/// Names one object in a cluster. Two references are equal when group, kind, namespace and name are: the same object is served in every version
/// of its group, so the version says how to talk about it and not which object it is.
/// </summary>
/// <param name="Kind">The kind of the object.</param>
/// <param name="Name">The name of the object.</param>
/// <param name="Namespace">The namespace, or <see langword="null"/> for a cluster-scoped object.</param>
public sealed record ObjectReference(GroupVersionKind Kind, string Name, string? Namespace)
{
    /// <summary>Says whether both name the same object, in whatever versions.</summary>
    /// <param name="other">The other reference.</param>
    /// <returns>Whether group, kind, namespace and name are equal.</returns>
    public bool Equals(ObjectReference? other) =>
        other is not null && Kind.Group == other.Kind.Group && Kind.Kind == other.Kind.Kind && Name == other.Name && Namespace == other.Namespace;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind.Group, Kind.Kind, Name, Namespace);

    /// <summary>Returns the reference as people write it: <c>Deployment bookinfo/reviews-v1</c>.</summary>
    public override string ToString() => string.IsNullOrEmpty(Namespace) ? $"{Kind.Kind} {Name}" : $"{Kind.Kind} {Namespace}/{Name}";
}

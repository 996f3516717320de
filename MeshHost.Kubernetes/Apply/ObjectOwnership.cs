namespace MeshHost.Kubernetes.Apply;

/// <summary>Decides which objects of a cluster belong to a set.</summary>
public abstract class ObjectOwnership
{
    /// <summary>
    /// Says whether an object belongs to the set: fields of it that were edited are taken back, entries of client-side managers become the
    /// set's own, and it is deleted when it has left the set.
    /// </summary>
    /// <param name="live">The object as it is in the cluster.</param>
    /// <returns>Whether it belongs to the set.</returns>
    public abstract bool Owns(KubernetesObject live);

    /// <summary>Says why an object must not be applied to. All objects are asked about before the first is changed.</summary>
    /// <param name="live">The object as it is in the cluster.</param>
    /// <returns>The reason; <see langword="null"/> when it may be applied to.</returns>
    public virtual string? Refuse(KubernetesObject live) => null;

    /// <summary>Says whether an object stays when it has left the set.</summary>
    /// <param name="live">The object as it is in the cluster.</param>
    /// <returns>Whether it stays.</returns>
    public virtual bool Keeps(KubernetesObject live) => false;
}

namespace MeshHost.Kubernetes.Apply;

/// <summary>The ownership of a set with an id: its objects carry the id as a label.</summary>
internal sealed class SetOwnership(string? id) : ObjectOwnership
{
    public override bool Owns(KubernetesObject live) => id is not null && live.Labels.GetValueOrDefault(ObjectSetApplier.SetLabel) == id;
}

using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Apply;

namespace MeshHost.Helm.Releases;

/// <summary>The ownership of what a release needs and does not own, such as its namespace: what others have in it is theirs.</summary>
internal sealed class SharedOwnership : ObjectOwnership
{
    public static SharedOwnership Instance { get; } = new();

    public override bool Owns(KubernetesObject live) => false;
}

using MeshHost.Kubernetes;

namespace MeshHost.Tests.Kubernetes.Apply;

/// <summary>Sets of objects on the real kube-apiserver.</summary>
public sealed class RealClusterApplyTests(RealCluster cluster) : ApplyTests
{
    protected override Task<Kubeconfig> GetKubeconfigAsync(CancellationToken cancellationToken) => cluster.GetKubeconfigAsync(cancellationToken);
}

using MeshHost.Kubernetes;

namespace MeshHost.Tests.Kubernetes.Apply;

/// <summary>Sets of objects on the cluster that MESHHOST_TEST_CLUSTER names.</summary>
public sealed class ChosenClusterApplyTests : ApplyTests
{
    protected override Task<Kubeconfig> GetKubeconfigAsync(CancellationToken cancellationToken) => Task.FromResult(ChosenCluster.GetKubeconfig());
}

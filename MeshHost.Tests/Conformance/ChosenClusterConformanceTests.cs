using MeshHost.Kubernetes;
using MeshHost.Tests.Kubernetes;

namespace MeshHost.Tests.Conformance;

/// <summary>The suite against the cluster that MESHHOST_TEST_CLUSTER names.</summary>
public sealed class ChosenClusterConformanceTests() : ConformanceTests("chosen")
{
    protected override Task<Kubeconfig> GetKubeconfigAsync(CancellationToken cancellationToken) => Task.FromResult(ChosenCluster.GetKubeconfig());
}

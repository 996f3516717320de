using MeshHost.Kubernetes;
using MeshHost.Tests.Kubernetes;

namespace MeshHost.Tests.Conformance;

/// <summary>The suite against the real kube-apiserver and its controller manager.</summary>
public sealed class RealClusterConformanceTests(RealCluster cluster) : ConformanceTests("real")
{
    protected override Task<Kubeconfig> GetKubeconfigAsync(CancellationToken cancellationToken) => cluster.GetKubeconfigAsync(cancellationToken);
}

using MeshHost.Kubernetes;
using MeshHost.Tests.Conformance;

namespace MeshHost.Tests.Kubernetes.Apply;

/// <summary>Sets of objects on the emulator.</summary>
public sealed class EmulatorApplyTests(EmulatedCluster cluster) : ApplyTests
{
    protected override Task<Kubeconfig> GetKubeconfigAsync(CancellationToken cancellationToken) => cluster.GetKubeconfigAsync(cancellationToken);
}

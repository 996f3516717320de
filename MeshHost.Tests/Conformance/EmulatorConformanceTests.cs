using MeshHost.Kubernetes;

namespace MeshHost.Tests.Conformance;

/// <summary>The suite against the emulator's API server.</summary>
public sealed class EmulatorConformanceTests(EmulatedCluster cluster) : ConformanceTests("emulator")
{
    protected override Task<Kubeconfig> GetKubeconfigAsync(CancellationToken cancellationToken) => cluster.GetKubeconfigAsync(cancellationToken);
}

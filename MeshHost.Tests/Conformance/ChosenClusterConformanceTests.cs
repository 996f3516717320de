using MeshHost.Kubernetes;

namespace MeshHost.Tests.Conformance;

/// <summary>The suite against the cluster that MESHHOST_TEST_CLUSTER names: a context of the kubeconfig.</summary>
public sealed class ChosenClusterConformanceTests() : ConformanceTests("chosen")
{
    protected override Task<Kubeconfig> GetKubeconfigAsync(CancellationToken cancellationToken)
    {
        string? context = Environment.GetEnvironmentVariable("MESHHOST_TEST_CLUSTER");
        Assert.SkipWhen(string.IsNullOrEmpty(context), "MESHHOST_TEST_CLUSTER names no cluster");
        Kubeconfig config = Kubeconfig.LoadDefault();
        // The kind CLI names its contexts so.
        return Task.FromResult(config.WithCurrentContext(context == "kind" ? "kind-kind" : context!));
    }
}

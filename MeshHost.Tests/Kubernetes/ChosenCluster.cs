using MeshHost.Kubernetes;

namespace MeshHost.Tests.Kubernetes;

/// <summary>The cluster that MESHHOST_TEST_CLUSTER names: <c>kind</c>, or a context of the kubeconfig.</summary>
internal static class ChosenCluster
{
    /// <summary>Gets the kubeconfig; skips the calling test where no cluster is named.</summary>
    public static Kubeconfig GetKubeconfig()
    {
        string? context = Environment.GetEnvironmentVariable("MESHHOST_TEST_CLUSTER");
        Assert.SkipWhen(string.IsNullOrEmpty(context), "MESHHOST_TEST_CLUSTER names no cluster");
        // The kind CLI puts its name before the cluster's, which is "kind" unless one is given.
        return Kubeconfig.LoadDefault().WithCurrentContext(context == "kind" ? "kind-kind" : context!);
    }
}

using Aspire.Hosting.ApplicationModel;
using MeshHost.Resources.Clusters;

namespace Aspire.Hosting;

/// <summary>Rolls out to a cluster that exists already.</summary>
public static class ExistingClusterBuilderExtensions
{
    /// <summary>Uses a cluster of the kubeconfig: nothing is made in Google Cloud, and certificates come from an authority of the cluster's own.</summary>
    /// <param name="builder">The builder of the cluster.</param>
    /// <param name="context">The kubeconfig's context; the current one unless given.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<GkeClusterResource> RunAsExisting(this IResourceBuilder<GkeClusterResource> builder, string? context = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.RunAsCluster(new ExistingCluster(context));
    }
}

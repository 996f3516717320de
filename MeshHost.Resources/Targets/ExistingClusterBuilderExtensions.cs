using Aspire.Hosting.ApplicationModel;
using MeshHost.Resources.Clusters;
using MeshHost.Resources.Targets;

namespace Aspire.Hosting;

/// <summary>Rolls out to a cluster that exists already.</summary>
public static class ExistingClusterBuilderExtensions
{
    /// <summary>Uses a cluster of the kubeconfig, in run mode: nothing is made in Google Cloud, and certificates come from an authority of the cluster's own.</summary>
    /// <param name="builder">The builder of the cluster.</param>
    /// <param name="context">The kubeconfig's context; the current one unless given.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<GkeClusterResource> RunAsExisting(this IResourceBuilder<GkeClusterResource> builder, string? context = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.ApplicationBuilder.ExecutionContext.IsRunMode ? builder.UseExisting(context) : builder;
    }

    /// <summary>Uses a cluster of the kubeconfig in pipelines too, where the target is asked for by name.</summary>
    internal static IResourceBuilder<GkeClusterResource> UseExisting(this IResourceBuilder<GkeClusterResource> builder, string? context) =>
        builder.RunAsExisting(new ExistingCluster(context));

    /// <summary>Uses a cluster that somebody made, wherever its kubeconfig comes from.</summary>
    internal static IResourceBuilder<GkeClusterResource> RunAsExisting(this IResourceBuilder<GkeClusterResource> builder, ExistingCluster cluster)
    {
        builder.RunAsCluster(cluster);

        // Whether the cluster answers is known before anything is applied to it.
        builder.ApplicationBuilder.AddResource(new ExistingClusterResource($"{builder.Resource.Name}-kubeconfig", builder.Resource, cluster))
            .WithLifecycle(new ExistingClusterLifecycle());
        return builder;
    }
}

using Aspire.Hosting.ApplicationModel;
using MeshHost.Resources.Targets.Kind;

namespace Aspire.Hosting;

/// <summary>Rolls out to a local cluster in Docker.</summary>
public static class KindBuilderExtensions
{
    // The node image is a gigabyte, and lines are slow: an attempt that is cut off would begin the download from the start.
    private static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(40);
    private static readonly TimeSpan s_attemptTimeout = TimeSpan.FromMinutes(30);

    /// <summary>
    /// Creates a cluster with the <c>kind</c> CLI and Docker, in run mode: nothing is made in Google Cloud, the gateway answers on ports 80 and 443 of this machine,
    /// and certificates come from an authority of the cluster's own. Tearing down deletes the cluster.
    /// </summary>
    /// <param name="builder">The builder of the cluster.</param>
    /// <param name="configure">Changes the options.</param>
    /// <returns>The same builder.</returns>
    /// <example>
    /// <code>
    /// builder.AddGkeCluster("bookinfo-istio", project).RunAsKind(options => options.NodeImage = "kindest/node:v1.33.4");
    /// </code>
    /// </example>
    public static IResourceBuilder<GkeClusterResource> RunAsKind(this IResourceBuilder<GkeClusterResource> builder, Action<KindOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.ApplicationBuilder.ExecutionContext.IsRunMode ? builder.UseKind(configure) : builder;
    }

    /// <summary>Creates a cluster with kind in pipelines too, where the target is asked for by name.</summary>
    internal static IResourceBuilder<GkeClusterResource> UseKind(this IResourceBuilder<GkeClusterResource> builder, Action<KindOptions>? configure)
    {
        var options = new KindOptions();
        configure?.Invoke(options);
        var cluster = new KindCluster(builder.Resource.Name, options);
        builder.RunAsCluster(cluster);
        var application = builder.ApplicationBuilder;
        application.AddResource(new KindClusterResource($"{builder.Resource.Name}-kind", builder.Resource, cluster))
            .WithLifecycle(new KindClusterLifecycle(), s_timeout, s_attemptTimeout);
        return builder;
    }
}

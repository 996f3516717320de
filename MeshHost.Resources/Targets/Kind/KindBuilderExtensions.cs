using Aspire.Hosting.ApplicationModel;
using MeshHost.Resources.Targets;
using MeshHost.Resources.Targets.Kind;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Aspire.Hosting;

/// <summary>Rolls out to a local cluster in Docker.</summary>
public static class KindBuilderExtensions
{
    // The node image is a gigabyte, and lines are slow.
    private static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(20);

    /// <summary>
    /// Creates a cluster with the <c>kind</c> CLI and Docker: nothing is made in Google Cloud, the gateway answers on ports 80 and 443 of this machine,
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
        var options = new KindOptions();
        configure?.Invoke(options);
        var cluster = new KindCluster(builder.Resource.Name, options);
        builder.RunAsCluster(cluster);
        var application = builder.ApplicationBuilder;
        application.Services.TryAddSingleton<TargetEnvironment>();
        application.AddResource(new KindClusterResource($"{builder.Resource.Name}-kind", builder.Resource, cluster))
            .WithLifecycle(new KindClusterLifecycle(), s_timeout);
        return builder;
    }
}

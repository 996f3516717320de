using Aspire.Hosting.ApplicationModel;
using MeshHost.Helm;
using MeshHost.Resources.Charts;
using MeshHost.Resources.Clusters;
using MeshHost.Resources.Registration;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Aspire.Hosting;

/// <summary>Adds Helm releases to the graph.</summary>
public static class HelmReleaseBuilderExtensions
{
    /// <summary>Adds a Helm release as a part of a typed resource.</summary>
    /// <param name="builder">The application builder.</param>
    /// <param name="name">The node's name. The release has the same name unless <see cref="HelmReleaseResource.ReleaseName"/> is set.</param>
    /// <param name="parent">The typed resource that the release is a part of.</param>
    /// <param name="cluster">The cluster that it goes into.</param>
    /// <param name="chart">The chart.</param>
    /// <param name="namespaceName">The namespace, created when missing.</param>
    /// <returns>The builder of the release.</returns>
    public static IResourceBuilder<HelmReleaseResource> AddHelmRelease(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, IResource parent, IKubernetesCluster cluster, ChartReference chart, string namespaceName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(parent);
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(chart);
        ArgumentException.ThrowIfNullOrWhiteSpace(namespaceName);

        builder.AddResourceServices();
        builder.Services.TryAddSingleton<ChartStore>();
        var resource = new HelmReleaseResource(name, parent, cluster, chart) { Namespace = namespaceName };
        return builder.AddResource(resource).WithLifecycle(new HelmReleaseLifecycle(), TimeSpan.FromMinutes(15));
    }

    /// <summary>Sets values of the chart, after those set before.</summary>
    /// <param name="builder">The builder of the release.</param>
    /// <param name="configure">Sets values, for example <c>values =&gt; values.Set("crds.enabled", true)</c>. Runs when the release is provisioned.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<HelmReleaseResource> WithValues(this IResourceBuilder<HelmReleaseResource> builder, Action<ChartValues> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        return builder.WithValues((values, _) =>
        {
            configure(values);
            return ValueTask.CompletedTask;
        });
    }

    /// <summary>Sets values of the chart that are known only when it is provisioned, such as a parameter's.</summary>
    /// <param name="builder">The builder of the release.</param>
    /// <param name="configure">Sets values. Runs when the release is provisioned.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<HelmReleaseResource> WithValues(
        this IResourceBuilder<HelmReleaseResource> builder, Func<ChartValues, CancellationToken, ValueTask> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Resource.Values.Add(configure);
        return builder;
    }

    /// <summary>Upgrades the definitions of the chart's <c>crds/</c> with it. Without this those that exist are left as they are, as Helm does.</summary>
    /// <param name="builder">The builder of the release.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<HelmReleaseResource> WithCrdUpgrades(this IResourceBuilder<HelmReleaseResource> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Resource.UpgradeCrds = true;
        return builder;
    }

    /// <summary>Takes another version of the chart than the one the graph was made for.</summary>
    /// <param name="builder">The builder of the release.</param>
    /// <param name="version">The exact version, or a semantic version range.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<HelmReleaseResource> WithChartVersion(this IResourceBuilder<HelmReleaseResource> builder, string version)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(version);
        builder.Resource.Chart = builder.Resource.Chart with { Version = version };
        return builder;
    }
}

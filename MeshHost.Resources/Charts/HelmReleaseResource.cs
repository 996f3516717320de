using MeshHost.Helm;
using MeshHost.Resources.Charts;
using MeshHost.Resources.Clusters;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A Helm release: a chart with values, installed in a namespace of a cluster.</summary>
/// <param name="name">The node's name in the graph.</param>
/// <param name="parent">The typed resource that the release is a part of.</param>
/// <param name="cluster">The cluster that it goes into.</param>
/// <param name="chart">The chart.</param>
public sealed class HelmReleaseResource(string name, IResource parent, IKubernetesCluster cluster, ChartReference chart)
    : Resource(name), IResourceWithParent
{
    /// <summary>Gets the typed resource that the release is a part of.</summary>
    public IResource Parent => parent;

    /// <summary>Gets the cluster that the release goes into.</summary>
    public IKubernetesCluster Cluster => cluster;

    /// <summary>Gets or sets the chart.</summary>
    public ChartReference Chart { get; set; } = chart;

    /// <summary>Gets or sets the release's name, as <c>helm list</c> shows it. The node's name unless set.</summary>
    public string ReleaseName { get; set; } = name;

    /// <summary>Gets or sets the namespace.</summary>
    public string Namespace { get; set; } = "default";

    /// <summary>Gets or sets a value indicating whether the definitions of the chart's <c>crds/</c> are upgraded with it. Helm never does.</summary>
    public bool UpgradeCrds { get; set; }

    /// <summary>Gets the functions that set values, run in their order when the release is provisioned.</summary>
    public IList<Func<ChartValues, CancellationToken, ValueTask>> Values { get; } = [];
}

using MeshHost.Helm.Rendering;

namespace MeshHost.Helm;

/// <summary>What charts learn about the cluster through <c>.Capabilities</c>.</summary>
public sealed record ChartCapabilities
{
    /// <summary>What is assumed when no cluster is asked: Kubernetes 1.36 with its built-in APIs, as Helm 4.2 assumes.</summary>
    public static ChartCapabilities Default { get; } = new();

    /// <summary>The cluster's version as it reports it, such as <c>v1.33.4-gke.1000</c>.</summary>
    public string KubernetesVersion { get; init; } = "v1.36.0";

    /// <summary>The APIs served, as <c>group/version</c> and <c>group/version/Kind</c>.</summary>
    public IReadOnlySet<string> ApiVersions { get; init; } = BuiltInApiVersions.All;

    /// <summary>The Helm version that charts are told. Default <c>v4.2.4</c>, whose behaviour this library follows.</summary>
    public string HelmVersion { get; init; } = "v4.2.4";
}

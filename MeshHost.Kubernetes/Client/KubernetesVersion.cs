namespace MeshHost.Kubernetes;

/// <summary>The version that an API server reports.</summary>
/// <param name="Major">The major version, such as <c>1</c>.</param>
/// <param name="Minor">The minor version, such as <c>33</c>; managed clusters may append a plus sign.</param>
/// <param name="GitVersion">The full version, such as <c>v1.33.2-gke.100</c>.</param>
public sealed record KubernetesVersion(string Major, string Minor, string GitVersion);

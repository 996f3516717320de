using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Rendering;

/// <summary><c>.Capabilities.HelmVersion</c>. What this library has no answer to is empty.</summary>
internal sealed class HelmVersionObject(ChartCapabilities capabilities) : TemplateObject
{
    private readonly KeyValuePair<string, object?>[] _fields =
    [
        new("Version", capabilities.HelmVersion), new("GitCommit", ""), new("GitTreeState", ""), new("GoVersion", ""), new("KubeClientVersion", ""),
    ];

    public override string TypeName => "version.BuildInfo";

    public override IReadOnlyList<KeyValuePair<string, object?>> Fields => _fields;

    public override IReadOnlyList<KeyValuePair<string, object?>> JsonFields { get; } =
        [new("version", capabilities.HelmVersion), new("kube_client_version", "")];
}

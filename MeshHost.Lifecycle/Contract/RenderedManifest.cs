using System.Text.Json.Nodes;

namespace MeshHost.Lifecycle;

/// <summary>The Kubernetes objects of a resource as they are applied.</summary>
/// <param name="yaml">The objects as YAML documents.</param>
/// <param name="mask">Yields the same without the values of Secrets.</param>
/// <param name="parse">Yields the objects as JSON.</param>
public sealed class RenderedManifest(string yaml, Func<string, string> mask, Func<string, IReadOnlyList<JsonObject>> parse)
{
    private readonly Lazy<string> _masked = new(() => mask(yaml));
    private readonly Lazy<IReadOnlyList<JsonObject>> _objects = new(() => parse(yaml));

    /// <summary>Gets the objects as YAML documents.</summary>
    public string Yaml => yaml;

    /// <summary>Gets the YAML documents without the values of Secrets, for the dashboard and for files that are committed.</summary>
    public string MaskedYaml => _masked.Value;

    /// <summary>Gets the objects as JSON, in the order of the documents.</summary>
    public IReadOnlyList<JsonObject> Objects => _objects.Value;
}

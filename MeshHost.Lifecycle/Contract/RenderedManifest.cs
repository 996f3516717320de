using System.Text.Json.Nodes;

namespace MeshHost.Lifecycle;

/// <summary>The Kubernetes objects of a resource as they are applied.</summary>
/// <param name="Yaml">The objects as YAML documents.</param>
/// <param name="MaskedYaml">The same without the values of Secrets, for the dashboard.</param>
/// <param name="Objects">The objects as JSON, in the order of the documents.</param>
public sealed record RenderedManifest(string Yaml, string MaskedYaml, IReadOnlyList<JsonObject> Objects);

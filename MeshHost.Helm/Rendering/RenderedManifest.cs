using MeshHost.Helm.Rendering;
using MeshHost.Kubernetes;

namespace MeshHost.Helm;

/// <summary>One document that a chart rendered.</summary>
public sealed class RenderedManifest
{
    private readonly object? _document;
    private readonly IReadOnlyDictionary<string, string> _annotations;
    private readonly Lazy<IReadOnlyList<KubernetesObject>> _objects;

    internal RenderedManifest(string path, string text, object? document)
    {
        Path = path;
        Text = text;
        _document = document;
        var head = ManifestHead.Read(document);
        (ApiVersion, Kind, Name, _annotations) = (head.ApiVersion, head.Kind, head.Name, head.Annotations);
        _objects = new Lazy<IReadOnlyList<KubernetesObject>>(() => ManifestObjects.Read(this, _document));
    }

    /// <summary>A file of <c>crds/</c>: its text stays as it is and may hold several documents.</summary>
    internal RenderedManifest(string path, string text)
        : this(path, text, document: null)
    {
        Kind = "CustomResourceDefinition";
        _objects = new Lazy<IReadOnlyList<KubernetesObject>>(() =>
            [.. ManifestSplitter.Split(text).SelectMany(document => ManifestSorter.Parse(path, document).Objects)]);
    }

    /// <summary>The template it came from, such as <c>istiod/templates/deployment.yaml</c>.</summary>
    public string Path { get; }

    /// <summary>The document's text.</summary>
    public string Text { get; }

    /// <summary>API version, or empty for a document of comments only.</summary>
    public string ApiVersion { get; }

    /// <summary>Kind, or empty for a document of comments only.</summary>
    public string Kind { get; }

    /// <summary>Name of the object, or empty.</summary>
    public string Name { get; }

    /// <summary>
    /// The Kubernetes objects of the document: one, none for comments only, or the items of a list kind. The same instances every time;
    /// clone before changing one.
    /// </summary>
    /// <exception cref="ChartException">The document is not a Kubernetes object.</exception>
    public IReadOnlyList<KubernetesObject> Objects => _objects.Value;

    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Kind} {Name}";

    /// <summary>The text of an annotation, or <see langword="null"/>. Numbers and booleans count as text, as they do for Helm.</summary>
    internal string? Annotation(string name) => _annotations.GetValueOrDefault(name);
}

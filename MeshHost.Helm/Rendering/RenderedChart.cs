using System.Text;

namespace MeshHost.Helm;

/// <summary>What a chart became with given values.</summary>
public sealed class RenderedChart
{
    private string? _manifest;

    internal RenderedChart(
        IReadOnlyList<RenderedManifest> crds, IReadOnlyList<RenderedManifest> manifests, IReadOnlyList<RenderedHook> hooks, string notes, bool includeCrds)
    {
        Crds = crds;
        Manifests = manifests;
        Hooks = hooks;
        Notes = notes;
        IncludesCrds = includeCrds;
    }

    /// <summary>Documents of the <c>crds/</c> folders of the chart and its enabled subcharts, unrendered.</summary>
    public IReadOnlyList<RenderedManifest> Crds { get; }

    /// <summary>The documents in install order.</summary>
    public IReadOnlyList<RenderedManifest> Manifests { get; }

    /// <summary>The hooks in install order of their kinds.</summary>
    public IReadOnlyList<RenderedHook> Hooks { get; }

    /// <summary>The rendered <c>NOTES.txt</c>, or empty.</summary>
    public string Notes { get; }

    /// <summary>What the chart has to say that is not an error, such as a value that its default's type hides.</summary>
    public IReadOnlyList<string> Warnings { get; internal init; } = [];

    /// <summary>The documents as one text with <c># Source:</c> lines, byte for byte as Helm stores and prints them.</summary>
    public string Manifest => _manifest ??= Join();

    /// <summary>The documents and after them the hooks as one text, byte for byte as <c>helm template</c> prints them.</summary>
    public string ManifestWithHooks
    {
        get
        {
            var text = new StringBuilder(Manifest.Trim()).Append('\n');
            foreach (var hook in Hooks)
            {
                Append(text, hook.Manifest);
            }

            return text.ToString();
        }
    }

    internal bool IncludesCrds { get; }

    private string Join()
    {
        var text = new StringBuilder();
        foreach (var manifest in IncludesCrds ? Crds.Concat(Manifests) : Manifests)
        {
            Append(text, manifest);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, RenderedManifest manifest) =>
        text.Append("---\n# Source: ").Append(manifest.Path).Append('\n').Append(manifest.Text).Append('\n');
}

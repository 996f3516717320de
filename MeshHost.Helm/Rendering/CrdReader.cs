using MeshHost.Helm.Charts;

namespace MeshHost.Helm.Rendering;

/// <summary>Collects the files of <c>crds/</c> of a chart and its enabled subcharts. They are taken as they are, never rendered.</summary>
internal static class CrdReader
{
    public static IReadOnlyList<RenderedManifest> Read(ChartInstance root)
    {
        var manifests = new List<RenderedManifest>();
        Add(root, manifests);
        return manifests;
    }

    private static void Add(ChartInstance chart, List<RenderedManifest> manifests)
    {
        foreach (var file in chart.Chart.Crds)
        {
            manifests.Add(new RenderedManifest($"{chart.FullPath}/{file.Name}", file.GetText()));
        }

        foreach (var dependency in chart.Dependencies)
        {
            Add(dependency, manifests);
        }
    }
}

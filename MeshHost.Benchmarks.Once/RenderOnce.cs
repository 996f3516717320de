using MeshHost.Helm;

namespace MeshHost.Benchmarks.Once;

/// <summary>Loads, renders and sorts one chart, as <c>helm template</c> does.</summary>
internal static class RenderOnce
{
    public static async Task RunAsync(string chart, string values)
    {
        Chart loaded = await ChartLoader.LoadAsync(chart, CancellationToken.None);
        ChartValues given = File.Exists(values) ? ChartValues.Parse(await File.ReadAllTextAsync(values)) : new ChartValues();
        RenderedChart rendered = new ChartRenderer().Render(loaded, given, new RenderOptions { ReleaseName = "bench", Namespace = "bench" }, CancellationToken.None);
        Console.WriteLine(rendered.Manifests.Count);
    }
}

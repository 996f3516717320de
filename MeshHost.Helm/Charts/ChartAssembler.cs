using MeshHost.Helm.Templating.Values;
using MeshHost.Helm.Yaml;

namespace MeshHost.Helm.Charts;

/// <summary>Makes a chart of its files: sorts them by role, reads metadata and values, and assembles the subcharts.</summary>
internal static class ChartAssembler
{
    public static Chart Assemble(IReadOnlyList<ChartFile> files, ChartFileSet budget, int depth = 0)
    {
        if (depth > budget.Limits.MaxDepth)
        {
            throw new ChartException($"subcharts are nested deeper than {budget.Limits.MaxDepth} levels");
        }

        var byName = new Dictionary<string, ChartFile>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            byName[file.Name] = file;
        }

        var chartYaml = byName.GetValueOrDefault("Chart.yaml") ?? throw new ChartException("Chart.yaml file is missing");
        var metadata = ChartMetadataReader.Read(chartYaml, byName.GetValueOrDefault("requirements.yaml"));
        var templates = new List<ChartFile>();
        var others = new List<ChartFile>();
        var subcharts = new Dictionary<string, List<ChartFile>>(StringComparer.Ordinal);
        foreach (var file in byName.Values)
        {
            switch (file.Name)
            {
                case "Chart.yaml" or "Chart.lock" or "values.yaml" or "values.schema.json":
                    break;
                case "requirements.yaml" or "requirements.lock":
                    if (metadata.ApiVersion == "v1")
                    {
                        others.Add(file);
                    }

                    break;
                case var name when name.StartsWith("templates/", StringComparison.Ordinal):
                    templates.Add(file);
                    break;
                case var name when name.StartsWith("charts/", StringComparison.Ordinal) && !name.EndsWith(".prov", StringComparison.Ordinal):
                    AddToSubchart(subcharts, file);
                    break;
                default:
                    others.Add(file);
                    break;
            }
        }

        return new Chart(metadata)
        {
            Templates = templates,
            Files = others,
            Crds = Crds(others),
            Values = byName.TryGetValue("values.yaml", out var values) ? ReadValues(metadata.Name, values) : new ChartValues(),
            Schema = byName.GetValueOrDefault("values.schema.json")?.Data,
            Dependencies = Subcharts(metadata.Name, subcharts, budget, depth),
            Lock = (byName.GetValueOrDefault("Chart.lock") ?? byName.GetValueOrDefault("requirements.lock")) is { } locked
                ? HelmYaml.Read(locked.GetText()) as Dictionary<string, object?>
                : null,
        };
    }

    private static List<ChartFile> Crds(List<ChartFile> files)
    {
        var crds = files.FindAll(IsCrd);
        crds.Sort(static (a, b) => ByteString.Compare(a.Name, b.Name));
        return crds;
    }

    private static bool IsCrd(ChartFile file)
        => file.Name.StartsWith("crds/", StringComparison.Ordinal)
            && (file.Name.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase)
                || file.Name.EndsWith(".yml", StringComparison.OrdinalIgnoreCase)
                || file.Name.EndsWith(".json", StringComparison.OrdinalIgnoreCase));

    private static void AddToSubchart(Dictionary<string, List<ChartFile>> subcharts, ChartFile file)
    {
        var inner = file.Name["charts/".Length..];
        var slash = inner.IndexOf('/', StringComparison.Ordinal);
        var owner = slash < 0 ? inner : inner[..slash];
        if (owner.Length == 0)
        {
            return;
        }

        if (!subcharts.TryGetValue(owner, out var list))
        {
            subcharts[owner] = list = [];
        }

        list.Add(new ChartFile(inner, file.Data));
    }

    private static List<Chart> Subcharts(string parent, Dictionary<string, List<ChartFile>> files, ChartFileSet budget, int depth)
    {
        var folders = new List<string>(files.Keys);
        folders.Sort(ByteOrder.Instance);
        folders.RemoveAll(static f => f[0] is '_' or '.');
        return folders.ConvertAll(folder => Subchart(parent, folder, files[folder], budget, depth));
    }

    private static Chart Subchart(string parent, string folder, List<ChartFile> files, ChartFileSet budget, int depth)
    {
        try
        {
            if (folder.EndsWith(".tgz", StringComparison.Ordinal))
            {
                using var stream = new MemoryStream(files[0].Data.ToArray(), writable: false);
                return Assemble(ChartArchive.Read(stream, budget), budget, depth + 1);
            }

            // Loose files directly below charts/ belong to no chart.
            var inner = files
                .Where(f => f.Name.Length > folder.Length + 1)
                .Select(f => new ChartFile(f.Name[(folder.Length + 1)..], f.Data));
            return Assemble([.. inner], budget, depth + 1);
        }
        catch (ChartException e)
        {
            throw new ChartException($"error unpacking subchart {folder} in {parent}: {e.Message}", e);
        }
    }

    private static ChartValues ReadValues(string chart, ChartFile file)
    {
        try
        {
            return ChartValues.Parse(file.GetText());
        }
        catch (ChartException e)
        {
            throw new ChartException($"cannot load values.yaml of {chart}: {e.Message}", e);
        }
    }
}

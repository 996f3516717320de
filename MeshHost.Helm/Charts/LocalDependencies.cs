namespace MeshHost.Helm.Charts;

/// <summary>
/// Adds the subcharts that a chart's folder declares with a <c>file://</c> repository and does not have in <c>charts/</c>: they come from the folder
/// that is named, relative to the chart.
/// </summary>
internal static class LocalDependencies
{
    private const string Scheme = "file://";

    public static List<ChartFile> Add(
        List<ChartFile> files, string directory, ChartFileSet budget, ChartLoadOptions options, CancellationToken cancellationToken, int depth = 0)
    {
        if (files.Find(static f => f.Name == "Chart.yaml") is not { } chartYaml || depth > budget.Limits.MaxDepth)
        {
            // The assembler tells what is wrong with such a chart.
            return files;
        }

        var metadata = ChartMetadataReader.Read(chartYaml, files.Find(static f => f.Name == "requirements.yaml"));
        var added = new HashSet<string>(StringComparer.Ordinal);
        foreach (var dependency in metadata.Dependencies)
        {
            if (dependency.Repository.StartsWith(Scheme, StringComparison.Ordinal) && !HasSubchart(files, dependency.Name) && added.Add(dependency.Name))
            {
                var folder = Path.GetFullPath(dependency.Repository[Scheme.Length..], directory);
                if (!Directory.Exists(folder))
                {
                    throw new ChartException(
                        $"{metadata.Name} depends on {dependency.Name} from {dependency.Repository}: there is no folder \"{folder}\", and charts/ does not have the chart");
                }

                var inner = ChartDirectory.Read(folder, budget, options, cancellationToken);
                inner = Add(inner, folder, budget, options, cancellationToken, depth + 1);
                files.AddRange(inner.Select(f => new ChartFile($"charts/{dependency.Name}/{f.Name}", f.Data)));
            }
        }

        return files;
    }

    private static bool HasSubchart(List<ChartFile> files, string name) => files.Exists(f =>
        f.Name.StartsWith($"charts/{name}/", StringComparison.Ordinal) ||
        (f.Name.StartsWith($"charts/{name}-", StringComparison.Ordinal) && f.Name.EndsWith(".tgz", StringComparison.Ordinal)));
}

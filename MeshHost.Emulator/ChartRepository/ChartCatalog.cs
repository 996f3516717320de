namespace MeshHost.Emulator.ChartRepository;

/// <summary>The charts of each emulated repository.</summary>
internal sealed class ChartCatalog
{
    /// <summary>The repositories that the emulator stands in for.</summary>
    public static readonly IReadOnlyList<string> RepositoryNames = ["istio", "jetstack", "prometheus-community", "kiali", "jaegertracing"];

    private readonly Dictionary<string, IReadOnlyList<ChartArchive>> _repositories;

    private ChartCatalog(Dictionary<string, IReadOnlyList<ChartArchive>> repositories) => _repositories = repositories;

    public IEnumerable<string> Repositories => _repositories.Keys;

    /// <summary>The emulator's own charts, one folder a repository below <paramref name="root"/>.</summary>
    public static ChartCatalog FromOwnCharts(string root) =>
        new(RepositoryNames.ToDictionary(
            name => name,
            IReadOnlyList<ChartArchive> (name) => Directory.Exists(Path.Combine(root, name)) ? Load(Path.Combine(root, name)) : [],
            StringComparer.Ordinal));

    /// <summary>The charts of one folder, offered by every repository, because a folder doesn't say where a chart came from.</summary>
    public static ChartCatalog FromFolder(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new EmulatorException($"The charts folder '{folder}' does not exist. Give a folder with chart directories or .tgz archives.");
        }

        var charts = Load(folder);
        return charts.Count == 0
            ? throw new EmulatorException($"The charts folder '{folder}' has no charts: neither directories with a Chart.yaml nor .tgz archives.")
            : new ChartCatalog(RepositoryNames.ToDictionary(name => name, IReadOnlyList<ChartArchive> (_) => charts, StringComparer.Ordinal));
    }

    public IReadOnlyList<ChartArchive>? Find(string repository) => _repositories.GetValueOrDefault(repository);

    private static List<ChartArchive> Load(string folder)
    {
        var directories = Directory.EnumerateDirectories(folder).Where(path => File.Exists(Path.Combine(path, "Chart.yaml")));
        var archives = Directory.EnumerateFiles(folder, "*.tgz");
        return [.. directories.Select(ChartPackager.PackageDirectory)
            .Concat(archives.Select(ChartPackager.ReadArchive))
            .OrderBy(chart => chart.Name, StringComparer.Ordinal)
            .ThenByDescending(chart => chart.Version, StringComparer.Ordinal)];
    }
}

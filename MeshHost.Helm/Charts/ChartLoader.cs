using MeshHost.Helm.Charts;

namespace MeshHost.Helm;

/// <summary>Loads charts from folders and archives.</summary>
/// <example>
/// <code>
/// Chart chart = await ChartLoader.LoadAsync("downloads/jaeger-3.4.1.tgz", cancellationToken);
/// </code>
/// </example>
public static class ChartLoader
{
    /// <summary>Loads a chart with its subcharts.</summary>
    /// <param name="path">A chart's folder (its <c>.helmignore</c> is honoured) or a <c>.tgz</c> archive.</param>
    /// <param name="cancellationToken">Cancels the load.</param>
    /// <returns>The chart.</returns>
    /// <exception cref="ChartException">There is nothing at the path, it is not a chart, or it exceeds <see cref="ChartLimits.Default"/>.</exception>
    public static Task<Chart> LoadAsync(string path, CancellationToken cancellationToken = default) =>
        LoadAsync(path, ChartLoadOptions.Default, cancellationToken);

    /// <summary>Loads a chart with its subcharts.</summary>
    /// <param name="path">
    /// A chart's folder (its <c>.helmignore</c> is honoured; dependencies with a <c>file://</c> repository come from the folder named there unless
    /// <c>charts/</c> has them) or a <c>.tgz</c> archive.
    /// </param>
    /// <param name="options">Limits, and whether links may lead out of the folder.</param>
    /// <param name="cancellationToken">Cancels the load.</param>
    /// <returns>The chart.</returns>
    /// <exception cref="ChartException">There is nothing at the path, it is not a chart, a link leads out of it, or it exceeds the limits.</exception>
    public static Task<Chart> LoadAsync(string path, ChartLoadOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(options);

        // On one thread of the pool: a chart has hundreds of small files, and a wait for each costs more than reading it.
        return Task.Run(() => Load(path, options, cancellationToken), cancellationToken);
    }

    /// <summary>Loads a chart from a gzip-compressed tar archive.</summary>
    /// <param name="stream">The archive; it is read from its current position and left open.</param>
    /// <param name="limits">What the archive may cost, <see cref="ChartLimits.Default"/> unless given.</param>
    /// <returns>The chart.</returns>
    /// <exception cref="ChartException">It is not a chart archive, leads out of its folder, or exceeds the limits.</exception>
    public static Chart LoadArchive(Stream stream, ChartLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var budget = new ChartFileSet(limits ?? ChartLimits.Default);
        return ChartAssembler.Assemble(ChartArchive.Read(stream, budget), budget);
    }

    /// <summary>Makes a chart of files in memory.</summary>
    /// <param name="files">The chart's files with their paths within the chart, <c>Chart.yaml</c> among them.</param>
    /// <param name="limits">What the chart may cost, <see cref="ChartLimits.Default"/> unless given.</param>
    /// <returns>The chart.</returns>
    /// <exception cref="ChartException">The files are not a chart or exceed the limits.</exception>
    public static Chart LoadFiles(IEnumerable<ChartFile> files, ChartLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        var budget = new ChartFileSet(limits ?? ChartLimits.Default);
        var list = files.ToList();
        foreach (var file in list)
        {
            budget.Charge(file.Name, file.Data.Length);
        }

        return ChartAssembler.Assemble(list, budget);
    }

    private static Chart Load(string path, ChartLoadOptions options, CancellationToken cancellationToken)
    {
        using var activity = HelmTelemetry.Source.StartActivity("load chart");
        activity?.SetTag("helm.chart.path", path);
        var budget = new ChartFileSet(options.Limits);
        try
        {
            if (Directory.Exists(path))
            {
                var directory = Path.GetFullPath(path);
                var files = ChartDirectory.Read(directory, budget, options, cancellationToken);
                return ChartAssembler.Assemble(LocalDependencies.Add(files, directory, budget, options, cancellationToken), budget);
            }

            if (!File.Exists(path))
            {
                throw new ChartException($"no chart at \"{path}\": there is neither a folder nor a file");
            }

            using var stream = new MemoryStream(File.ReadAllBytes(path), writable: false);
            return ChartAssembler.Assemble(ChartArchive.Read(stream, budget), budget);
        }
        catch (Exception e) when (e is ChartException or IOException or UnauthorizedAccessException)
        {
            var failure = new ChartException($"cannot load the chart at \"{path}\": {e.Message}", e);
            activity.Fail(failure);
            throw failure;
        }
    }
}

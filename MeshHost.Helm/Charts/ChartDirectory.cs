namespace MeshHost.Helm.Charts;

/// <summary>Reads the files of an unpacked chart, leaving out what its <c>.helmignore</c> names. Links are followed.</summary>
internal static class ChartDirectory
{
    private const int MaxFolderDepth = 64;

    /// <summary>On one thread of the pool: a chart has hundreds of small files, and a wait for each costs more than reading it.</summary>
    public static Task<List<ChartFile>> ReadAsync(string directory, ChartFileSet budget, CancellationToken cancellationToken) =>
        Task.Run(() => Read(directory, budget, cancellationToken), cancellationToken);

    private static List<ChartFile> Read(string directory, ChartFileSet budget, CancellationToken cancellationToken)
    {
        var ignoreFile = Path.Combine(directory, ".helmignore");
        var ignore = HelmIgnore.Parse(File.Exists(ignoreFile) ? File.ReadAllText(ignoreFile) : "");
        var paths = new List<(string Name, FileInfo File)>();
        Walk(new DirectoryInfo(directory), "", ignore, paths, depth: 0);

        var files = new List<ChartFile>(paths.Count);
        foreach (var (name, file) in paths)
        {
            cancellationToken.ThrowIfCancellationRequested();
            budget.Charge(name, file.Length);
            files.Add(ChartFileSet.CreateFile(name, File.ReadAllBytes(file.FullName)));
        }

        return files;
    }

    private static void Walk(DirectoryInfo directory, string prefix, HelmIgnore ignore, List<(string, FileInfo)> files, int depth)
    {
        if (depth > MaxFolderDepth)
        {
            throw new ChartException($"the chart's folders are nested deeper than {MaxFolderDepth} levels at \"{prefix}\"; is there a link to a parent folder?");
        }

        foreach (var entry in directory.EnumerateFileSystemInfos().OrderBy(static e => e.Name, StringComparer.Ordinal))
        {
            var name = prefix + entry.Name;
            var target = entry.LinkTarget is null ? entry : entry.ResolveLinkTarget(returnFinalTarget: true);
            switch (target)
            {
                case DirectoryInfo folder:
                    if (!ignore.IsIgnored(name, isDirectory: true))
                    {
                        Walk(folder, name + "/", ignore, files, depth + 1);
                    }

                    break;
                case FileInfo { Exists: true } file:
                    if (!ignore.IsIgnored(name, isDirectory: false))
                    {
                        files.Add((name, file));
                    }

                    break;
                default:
                    throw new ChartException($"cannot load \"{name}\": the link leads nowhere");
            }
        }
    }
}

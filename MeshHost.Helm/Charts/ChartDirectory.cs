using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Charts;

/// <summary>Reads the files of an unpacked chart, leaving out what its <c>.helmignore</c> names. Links are followed, out of the chart only where that is allowed.</summary>
internal sealed class ChartDirectory
{
    private const int MaxFolderDepth = 64;

    private readonly List<ChartFile> _files = [];
    private readonly HelmIgnore _ignore;
    private readonly ChartFileSet _budget;
    private readonly string? _boundary;
    private readonly CancellationToken _cancellationToken;

    private ChartDirectory(HelmIgnore ignore, ChartFileSet budget, string? boundary, CancellationToken cancellationToken)
    {
        _boundary = boundary;
        _ignore = ignore;
        _budget = budget;
        _cancellationToken = cancellationToken;
    }

    public static List<ChartFile> Read(string directory, ChartFileSet budget, ChartLoadOptions options, CancellationToken cancellationToken)
    {
        var ignoreFile = Path.Combine(directory, ".helmignore");
        var rules = HelmIgnore.Parse(File.Exists(ignoreFile) ? File.ReadAllText(ignoreFile) : "");
        var reader = new ChartDirectory(rules, budget, options.AllowLinksOutside ? null : RealPath(directory), cancellationToken);
        reader.Walk(new DirectoryInfo(directory), "", depth: 0);
        return reader._files;
    }

    private void Walk(DirectoryInfo directory, string prefix, int depth)
    {
        if (depth > MaxFolderDepth)
        {
            throw new ChartException($"the chart's folders are nested deeper than {MaxFolderDepth} levels at \"{prefix}\"; is there a link to a parent folder?");
        }

        var entries = directory.GetFileSystemInfos();
        Array.Sort(entries, static (a, b) => ByteString.Compare(a.Name, b.Name));
        foreach (var entry in entries)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            var name = prefix + entry.Name;
            var target = (entry.Attributes & FileAttributes.ReparsePoint) == 0 ? entry : entry.ResolveLinkTarget(returnFinalTarget: true);
            switch (target)
            {
                case DirectoryInfo { Exists: true } folder:
                    if (!_ignore.IsIgnored(name, isDirectory: true))
                    {
                        RefuseOutside(entry, folder, name);
                        Walk(folder, name + "/", depth + 1);
                    }

                    break;
                case FileInfo { Exists: true } file:
                    if (!_ignore.IsIgnored(name, isDirectory: false))
                    {
                        RefuseOutside(entry, file, name);
                        _budget.Charge(name, file.Length);
                        _files.Add(ChartFileSet.CreateFile(name, File.ReadAllBytes(file.FullName)));
                    }

                    break;
                default:
                    throw new ChartException($"cannot load \"{name}\": the link leads nowhere");
            }
        }
    }

    private void RefuseOutside(FileSystemInfo entry, FileSystemInfo target, string name)
    {
        if (_boundary is null || ReferenceEquals(entry, target))
        {
            return;
        }

        var real = RealPath(target.FullName);
        if (real != _boundary && !real.StartsWith(_boundary + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new ChartException(
                $"cannot load \"{name}\": the link leads out of the chart, to \"{real}\"; set ChartLoadOptions.AllowLinksOutside when that is meant");
        }
    }

    /// <summary>The path with the links of all its folders followed.</summary>
    private static string RealPath(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(full) is not { } parent)
        {
            return full;
        }

        FileSystemInfo entry = Directory.Exists(full) ? new DirectoryInfo(full) : new FileInfo(full);
        return entry.LinkTarget is not null && entry.ResolveLinkTarget(returnFinalTarget: true) is { } target
            ? RealPath(target.FullName)
            : Path.Combine(RealPath(parent), Path.GetFileName(full));
    }
}

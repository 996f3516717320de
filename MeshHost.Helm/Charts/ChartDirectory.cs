using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Charts;

/// <summary>Reads the files of an unpacked chart, leaving out what its <c>.helmignore</c> names. Links are followed.</summary>
internal sealed class ChartDirectory
{
    private const int MaxFolderDepth = 64;

    private readonly List<ChartFile> _files = [];
    private readonly HelmIgnore _ignore;
    private readonly ChartFileSet _budget;
    private readonly CancellationToken _cancellationToken;

    private ChartDirectory(HelmIgnore ignore, ChartFileSet budget, CancellationToken cancellationToken)
    {
        _ignore = ignore;
        _budget = budget;
        _cancellationToken = cancellationToken;
    }

    public static List<ChartFile> Read(string directory, ChartFileSet budget, CancellationToken cancellationToken)
    {
        var ignoreFile = Path.Combine(directory, ".helmignore");
        var reader = new ChartDirectory(HelmIgnore.Parse(File.Exists(ignoreFile) ? File.ReadAllText(ignoreFile) : ""), budget, cancellationToken);
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
                case DirectoryInfo folder:
                    if (!_ignore.IsIgnored(name, isDirectory: true))
                    {
                        Walk(folder, name + "/", depth + 1);
                    }

                    break;
                case FileInfo { Exists: true } file:
                    if (!_ignore.IsIgnored(name, isDirectory: false))
                    {
                        _budget.Charge(name, file.Length);
                        _files.Add(ChartFileSet.CreateFile(name, File.ReadAllBytes(file.FullName)));
                    }

                    break;
                default:
                    throw new ChartException($"cannot load \"{name}\": the link leads nowhere");
            }
        }
    }
}

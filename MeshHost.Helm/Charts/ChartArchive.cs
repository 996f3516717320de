using System.IO.Compression;
using System.Text.RegularExpressions;

namespace MeshHost.Helm.Charts;

/// <summary>Reads the files of a packed chart. The archive is untrusted: names must stay inside it and sizes within the limits.</summary>
internal static partial class ChartArchive
{
    // Headers and padding of the tar format come on top of the contents.
    private const int OverheadPerFile = 4096;

    public static List<ChartFile> Read(Stream stream, ChartFileSet budget)
    {
        var files = new List<ChartFile>();
        try
        {
            using var unzipped = new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true);
            using var bounded = new BoundedReadStream(unzipped, budget.Remaining + ((long)OverheadPerFile * budget.Limits.MaxFiles));
            var tar = new TarArchive(bounded);
            while (tar.MoveNext())
            {
                var name = InnerName(tar.Name);
                budget.Charge(name, tar.Length);
                files.Add(ChartFileSet.CreateFile(name, tar.ReadContents()));
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new ChartException($"the chart archive cannot be read: {e.Message}", e);
        }

        return files.Count > 0 ? files : throw new ChartException("there are no files in the chart archive");
    }

    /// <summary>The path without the archive's first folder.</summary>
    private static string InnerName(string path)
    {
        // Archives made on Windows may use backslashes throughout.
        var separator = path.Contains('\\', StringComparison.Ordinal) ? '\\' : '/';
        var parts = path.Split(separator);
        if (parts[0] == "Chart.yaml")
        {
            throw new ChartException("Chart.yaml is not in the archive's base directory");
        }

        var inner = string.Join('/', parts[1..]);
        if (inner.StartsWith('/') || DrivePattern().IsMatch(inner))
        {
            throw new ChartException($"the chart illegally contains the absolute path \"{path}\"");
        }

        var clean = new List<string>();
        foreach (var part in inner.Split('/'))
        {
            switch (part)
            {
                case "" or ".":
                    break;
                case ".." when clean.Count == 0:
                    throw new ChartException($"the chart illegally references its parent directory: \"{path}\"");
                case "..":
                    clean.RemoveAt(clean.Count - 1);
                    break;
                default:
                    clean.Add(part);
                    break;
            }
        }

        return clean.Count > 0
            ? string.Join('/', clean)
            : throw new ChartException($"the chart illegally contains content outside the base directory: \"{path}\"");
    }

    [GeneratedRegex("^[a-zA-Z]:/", RegexOptions.CultureInvariant)]
    private static partial Regex DrivePattern();
}

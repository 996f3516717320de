using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using MeshHost.Helm;

namespace MeshHost.Tests.Helm.Charts;

/// <summary>Makes charts of a few lines.</summary>
internal static class TestCharts
{
    public static Chart Create(string name, params (string Path, string Text)[] files) => ChartLoader.LoadFiles(Files(name, "1.0.0", files));

    public static IEnumerable<ChartFile> Files(string name, string version, params (string Path, string Text)[] files)
    {
        if (!files.Any(static f => f.Path == "Chart.yaml"))
        {
            yield return File("Chart.yaml", $"apiVersion: v2\nname: {name}\nversion: {version}\n");
        }

        foreach (var (path, text) in files)
        {
            yield return File(path, text);
        }
    }

    public static RenderedChart Render(Chart chart, ChartValues values, RenderOptions options)
        => new ChartRenderer().Render(chart, values, options, TestContext.Current.CancellationToken);

    public static byte[] Archive(params (string Path, byte[] Data)[] entries) => Archive(TarEntryFormat.Ustar, entries);

    public static byte[] Archive(TarEntryFormat format, params (string Path, byte[] Data)[] entries)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip, format))
        {
            foreach (var (path, data) in entries)
            {
                TarEntry entry = format switch
                {
                    TarEntryFormat.Pax => new PaxTarEntry(TarEntryType.RegularFile, path),
                    TarEntryFormat.Gnu => new GnuTarEntry(TarEntryType.RegularFile, path),
                    _ => new UstarTarEntry(TarEntryType.RegularFile, path),
                };
                entry.DataStream = new MemoryStream(data);
                entry.ModificationTime = DateTimeOffset.UnixEpoch;
                tar.WriteEntry(entry);
            }
        }

        return buffer.ToArray();
    }

    public static byte[] Package(string name, string version, params (string Path, string Text)[] files)
        => Archive([.. Files(name, version, files).Select(f => ($"{name}/{f.Name}", f.Data.ToArray()))]);

    public static string ConfigMap(string name, string data = "")
        => $"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\ndata:\n  value: \"{data}\"\n";

    private static ChartFile File(string path, string text) => new(path, Encoding.UTF8.GetBytes(text));
}

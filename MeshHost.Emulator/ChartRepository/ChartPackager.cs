using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using YamlDotNet.Serialization;

namespace MeshHost.Emulator.ChartRepository;

/// <summary>Makes chart archives of directories, and reads the metadata of ready ones.</summary>
internal static class ChartPackager
{
    /// <summary>What a chart archive may unpack to; far above any real chart, far below what hurts.</summary>
    private const long MaximumUnpackedBytes = 256L << 20;

    private const string ImageTagPlace = "${HELM_IMAGE_TAG}";

    private static readonly byte[] s_imageTagPlace = Encoding.UTF8.GetBytes(ImageTagPlace);

    // Archives of the same files are the same bytes, and so have the same digest.
    private static readonly DateTimeOffset s_modified = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Packages a directory that holds a <c>Chart.yaml</c>.</summary>
    public static ChartArchive PackageDirectory(string directory)
    {
        var metadata = ReadMetadata(File.ReadAllText(Path.Combine(directory, "Chart.yaml")), directory);
        var name = Field(metadata, "name", directory);
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Optimal, leaveOpen: true))
        using (var tar = new TarWriter(gzip, TarEntryFormat.Ustar))
        {
            var files = Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories)
                .Select(path => (Path: path, Relative: Path.GetRelativePath(directory, path).Replace('\\', '/')))
                .OrderBy(file => file.Relative == "Chart.yaml" ? 0 : 1)
                .ThenBy(file => file.Relative, StringComparer.Ordinal);
            foreach (var (path, relative) in files)
            {
                using var content = new MemoryStream(Fill(File.ReadAllBytes(path), relative, metadata), writable: false);
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, $"{name}/{relative}")
                {
                    DataStream = content,
                    Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
                    ModificationTime = s_modified,
                });
            }
        }

        return Create(metadata, buffer.ToArray(), directory);
    }

    /// <summary>
    /// A chart's sources may have a place for the version of the image, which is filled in when a release is packaged: Kiali's
    /// have, so that its published chart differs from its repository in that.
    /// </summary>
    private static byte[] Fill(byte[] content, string relative, Dictionary<object, object?> metadata)
    {
        if (relative != "values.yaml" || content.AsSpan().IndexOf(s_imageTagPlace) < 0
            || !metadata.TryGetValue("appVersion", out var version) || version is not string { Length: > 0 } text)
        {
            return content;
        }

        return Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(content).Replace(ImageTagPlace, text, StringComparison.Ordinal));
    }

    /// <summary>Reads a ready archive.</summary>
    public static ChartArchive ReadArchive(string path)
    {
        var content = File.ReadAllBytes(path);
        return Create(ReadMetadata(FindChartYaml(content, path), path), content, path);
    }

    private static ChartArchive Create(Dictionary<object, object?> metadata, byte[] content, string origin) =>
        new(Field(metadata, "name", origin), Field(metadata, "version", origin), metadata, content, Convert.ToHexStringLower(SHA256.HashData(content)));

    private static string FindChartYaml(byte[] content, string origin)
    {
        using var gzip = new GZipStream(new MemoryStream(content, writable: false), CompressionMode.Decompress);
        using var tar = new TarReader(gzip);
        long unpacked = 0;
        try
        {
            while (tar.GetNextEntry() is { } entry)
            {
                unpacked += entry.Length;
                if (unpacked > MaximumUnpackedBytes)
                {
                    throw new EmulatorException($"The chart archive '{origin}' unpacks to more than {MaximumUnpackedBytes >> 20} MiB.");
                }

                // "name/Chart.yaml": one deep, so that the charts in "name/charts/" don't count.
                if (entry.DataStream is { } data && entry.Name.Split('/') is [_, "Chart.yaml"])
                {
                    using var reader = new StreamReader(data, Encoding.UTF8);
                    return reader.ReadToEnd();
                }
            }
        }
        catch (Exception ex) when (ex is InvalidDataException or EndOfStreamException)
        {
            throw new EmulatorException($"'{origin}' is not a chart archive: {ex.Message}", ex);
        }

        throw new EmulatorException($"The archive '{origin}' has no <chart>/Chart.yaml.");
    }

    private static Dictionary<object, object?> ReadMetadata(string yaml, string origin)
    {
        try
        {
            return new DeserializerBuilder().Build().Deserialize<Dictionary<object, object?>>(yaml)
                ?? throw new EmulatorException($"The Chart.yaml of '{origin}' is empty.");
        }
        catch (YamlDotNet.Core.YamlException ex)
        {
            throw new EmulatorException($"The Chart.yaml of '{origin}' cannot be read: {ex.Message}", ex);
        }
    }

    private static string Field(Dictionary<object, object?> metadata, string field, string origin) =>
        metadata.TryGetValue(field, out var value) && value is string { Length: > 0 } text
            ? text
            : throw new EmulatorException($"The Chart.yaml of '{origin}' has no '{field}'.");
}

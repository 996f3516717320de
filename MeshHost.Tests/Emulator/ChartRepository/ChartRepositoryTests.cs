using System.Security.Cryptography;
using MeshHost.Emulator;
using MeshHost.Emulator.ChartRepository;
using MeshHost.Helm;

namespace MeshHost.Tests.Emulator.ChartRepository;

/// <summary>Charts as repositories serve them.</summary>
public sealed class ChartRepositoryTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("meshhost-charts-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Every_repository_has_our_own_charts()
    {
        var catalog = ChartCatalog.FromOwnCharts(Path.Combine(AppContext.BaseDirectory, "Charts"));

        Assert.All(ChartCatalog.RepositoryNames, name => Assert.NotEmpty(catalog.Find(name)!));
        Assert.Equal(["base", "gateway", "istiod"], catalog.Find("istio")!.Select(chart => chart.Name));
    }

    [Fact]
    public void Archives_of_the_same_files_are_the_same_bytes()
    {
        WriteChart("demo", "1.10.0");

        var first = ChartPackager.PackageDirectory(Path.Combine(_folder.FullName, "demo"));
        var second = ChartPackager.PackageDirectory(Path.Combine(_folder.FullName, "demo"));

        Assert.Equal(first.Digest, second.Digest);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(first.Content)), first.Digest);
    }

    [Fact]
    public void Index_names_archive_and_digest_and_keeps_versions_text()
    {
        WriteChart("demo", "1.10.0");
        var chart = ChartPackager.PackageDirectory(Path.Combine(_folder.FullName, "demo"));

        var index = ChartIndex.Write([chart], DateTimeOffset.UnixEpoch);

        Assert.Contains($"digest: {chart.Digest}", index.Replace("\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("demo-1.10.0.tgz", index, StringComparison.Ordinal);
        Assert.Contains("appVersion: \"1.10\"", index, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_of_charts_appears_in_every_repository_directories_and_archives_alike()
    {
        WriteChart("one", "1.0.0");
        WriteChart("two", "2.0.0");
        var packed = ChartPackager.PackageDirectory(Path.Combine(_folder.FullName, "two"));
        File.WriteAllBytes(Path.Combine(_folder.FullName, packed.FileName), packed.Content);
        Directory.Delete(Path.Combine(_folder.FullName, "two"), recursive: true);

        var catalog = ChartCatalog.FromFolder(_folder.FullName);

        Assert.All(ChartCatalog.RepositoryNames, name => Assert.Equal(["one", "two"], catalog.Find(name)!.Select(chart => chart.Name)));
    }

    [Fact]
    public void Folder_without_charts_is_refused()
    {
        var failure = Assert.Throws<EmulatorException>(() => ChartCatalog.FromFolder(_folder.FullName));

        Assert.Contains("has no charts", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Place_of_the_image_tag_is_filled_in_WhenSourcesArePackaged()
    {
        WriteChart("demo", "1.10.0");
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "demo", "values.yaml"), "tag: \"${HELM_IMAGE_TAG}\"\nother: ${NAME}\n", TestContext.Current.CancellationToken);

        var packed = ChartPackager.PackageDirectory(Path.Combine(_folder.FullName, "demo"));

        var chart = ChartLoader.LoadArchive(new MemoryStream(packed.Content));
        Assert.Equal("1.10", chart.Values.Root["tag"]?.ToString());
        Assert.Equal("${NAME}", chart.Values.Root["other"]);
    }

    private void WriteChart(string name, string version)
    {
        var folder = _folder.CreateSubdirectory(name);
        File.WriteAllText(Path.Combine(folder.FullName, "Chart.yaml"), $"apiVersion: v2\nname: {name}\nversion: {version}\nappVersion: \"1.10\"\n");
        File.WriteAllText(Path.Combine(folder.FullName, "values.yaml"), "a: 1\n");
    }
}

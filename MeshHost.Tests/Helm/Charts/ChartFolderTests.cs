using MeshHost.Helm;

namespace MeshHost.Tests.Helm.Charts;

/// <summary>Charts loaded from folders: links, and subcharts that live next to the chart.</summary>
public sealed class ChartFolderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("charts").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Link_that_leads_out_of_the_chart_is_refused()
    {
        Write("secret.txt", "hush");
        Write("shop/Chart.yaml", Metadata("shop"));
        File.CreateSymbolicLink(Path.Combine(_root, "shop/leak.txt"), Path.Combine(_root, "secret.txt"));

        var error = await Assert.ThrowsAsync<ChartException>(() => LoadAsync("shop"));

        Assert.Contains("cannot load \"leak.txt\": the link leads out of the chart", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Link_to_a_folder_outside_is_refused_and_followed_when_allowed()
    {
        Write("common/a.yaml", "kind: A");
        Write("shop/Chart.yaml", Metadata("shop"));
        Directory.CreateSymbolicLink(Path.Combine(_root, "shop/templates"), Path.Combine(_root, "common"));

        await Assert.ThrowsAsync<ChartException>(() => LoadAsync("shop"));
        var chart = await LoadAsync("shop", new ChartLoadOptions { AllowLinksOutside = true });

        Assert.Equal("templates/a.yaml", Assert.Single(chart.Templates).Name);
    }

    [Fact]
    public async Task Link_within_the_chart_is_followed()
    {
        Write("shop/Chart.yaml", Metadata("shop"));
        Write("shop/files/a.txt", "text");
        File.CreateSymbolicLink(Path.Combine(_root, "shop/b.txt"), Path.Combine(_root, "shop/files/a.txt"));

        var chart = await LoadAsync("shop");

        Assert.Equal(["b.txt", "files/a.txt"], chart.Files.Select(static f => f.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Chart_may_itself_be_reached_by_a_link()
    {
        Write("real/Chart.yaml", Metadata("shop"));
        Write("real/files/a.txt", "text");
        File.CreateSymbolicLink(Path.Combine(_root, "real/b.txt"), Path.Combine(_root, "real/files/a.txt"));
        Directory.CreateSymbolicLink(Path.Combine(_root, "shop"), Path.Combine(_root, "real"));

        Assert.Equal(2, (await LoadAsync("shop")).Files.Count);
    }

    [Fact]
    public async Task Subcharts_come_from_the_folders_that_the_chart_names()
    {
        Write("shop/Chart.yaml", Metadata("shop") + "dependencies:\n- {name: store, version: 1.x.x, repository: \"file://../store\"}\n");
        Write("store/Chart.yaml", Metadata("store") + "dependencies:\n- {name: disk, version: 1.x.x, repository: \"file://../disk\"}\n");
        Write("store/templates/a.yaml", "kind: Store");
        Write("disk/Chart.yaml", Metadata("disk"));
        Write("disk/templates/a.yaml", "kind: Disk");

        var rendered = TestCharts.Render(await LoadAsync("shop"), new ChartValues(), new RenderOptions { ReleaseName = "r" });

        Assert.Equal(["Disk", "Store"], rendered.Manifests.Select(static m => m.Kind).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Packed_subchart_goes_before_the_folder_that_is_named()
    {
        Write("shop/Chart.yaml", Metadata("shop") + "dependencies:\n- {name: store, version: 1.x.x, repository: \"file://../nowhere\"}\n");
        Write("shop/charts/store/Chart.yaml", Metadata("store"));

        Assert.Equal("store", Assert.Single((await LoadAsync("shop")).Dependencies).Name);
    }

    [Fact]
    public async Task Folder_that_is_named_and_not_there_is_an_error()
    {
        Write("shop/Chart.yaml", Metadata("shop") + "dependencies:\n- {name: store, version: 1.x.x, repository: \"file://../nowhere\"}\n");

        var error = await Assert.ThrowsAsync<ChartException>(() => LoadAsync("shop"));

        Assert.Contains("shop depends on store from file://../nowhere: there is no folder", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("apiVersion: v3", "invalid chart apiVersion")]
    [InlineData("apiVersion: v2\nannotations: text", "field annotations: a map of texts is expected where there is a text")]
    [InlineData("apiVersion: v2\nkeywords: text", "field keywords: a list of texts is expected where there is a text")]
    [InlineData("apiVersion: v2\nmaintainers: {a: b}", "field maintainers: a list of maps is expected where there is a map")]
    [InlineData("apiVersion: v2\ndeprecated: text", "field deprecated: true or false is expected where there is a text")]
    public async Task Metadata_of_another_form_is_refused(string metadata, string reason)
    {
        Write("shop/Chart.yaml", metadata + "\nname: shop\nversion: 1.0.0\n");

        var error = await Assert.ThrowsAsync<ChartException>(() => LoadAsync("shop"));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static string Metadata(string name) => $"apiVersion: v2\nname: {name}\nversion: 1.0.0\n";

    private Task<Chart> LoadAsync(string name, ChartLoadOptions? options = null) =>
        ChartLoader.LoadAsync(Path.Combine(_root, name), options ?? ChartLoadOptions.Default, TestContext.Current.CancellationToken);

    private void Write(string path, string text)
    {
        var full = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}

using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using MeshHost.Helm;

namespace MeshHost.Tests.Helm.Charts;

public sealed class ChartLoaderTests
{
    [Fact]
    public void Files_are_sorted_by_role()
    {
        var chart = TestCharts.Create(
            "shop",
            ("values.yaml", "replicas: 2"),
            ("values.schema.json", "{}"),
            ("templates/a.yaml", "a: 1"),
            ("templates/_helpers.tpl", ""),
            ("crds/widget.yaml", "kind: CustomResourceDefinition"),
            ("files/motd", "hello"));

        Assert.Equal(["templates/a.yaml", "templates/_helpers.tpl"], chart.Templates.Select(f => f.Name));
        Assert.Equal(["crds/widget.yaml"], chart.Crds.Select(f => f.Name));
        Assert.Equal(["crds/widget.yaml", "files/motd"], chart.Files.Select(f => f.Name));
        Assert.NotNull(chart.Schema);
        Assert.Equal(2.0, chart.Values.Root["replicas"]);
    }

    [Fact]
    public void Chart_without_a_schema_has_none()
    {
        Assert.Null(TestCharts.Create("shop").Schema);
    }

    [Fact]
    public void Subcharts_come_from_folders_and_archives()
    {
        var packed = TestCharts.Package("cache", "2.0.0", ("values.yaml", "size: 1"));
        var files = TestCharts.Files("shop", "1.0.0", ("charts/db/Chart.yaml", "apiVersion: v2\nname: db\nversion: 3.0.0"))
            .Append(new ChartFile("charts/cache-2.0.0.tgz", packed))
            .Append(new ChartFile("charts/_ignored/Chart.yaml", Encoding.UTF8.GetBytes("nonsense: [")))
            .Append(new ChartFile("charts/README.md", Encoding.UTF8.GetBytes("loose files belong to nobody")))
            .Where(f => f.Name != "charts/README.md");

        var chart = ChartLoader.LoadFiles(files);

        Assert.Equal(["cache-2.0.0", "db-3.0.0"], chart.Dependencies.Select(d => d.ToString()));
    }

    [Fact]
    public void Scalars_of_other_types_become_text()
    {
        var chart = TestCharts.Create("x", ("Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.2.3\nappVersion: 1.10\nannotations: {stable: true}"));

        Assert.Equal("1.1", chart.Metadata.AppVersion);
        Assert.Equal("true", chart.Metadata.Annotations["stable"]);
    }

    [Theory]
    [InlineData("apiVersion: v2\nversion: 1.0.0", "name is required")]
    [InlineData("apiVersion: v2\nname: a/b\nversion: 1.0.0", "is invalid")]
    [InlineData("apiVersion: v2\nname: shop\nversion: one", "not a semantic version")]
    [InlineData("apiVersion: v2\nname: shop\nversion: 1.0.0\ntype: plugin", "must be application or library")]
    [InlineData("apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies: [{name: a}, {name: b, alias: a}]", "more than one dependency")]
    [InlineData("[", "cannot load Chart.yaml")]
    public void Metadata_that_cannot_be_used_is_refused(string yaml, string reason)
    {
        var failure = Assert.ThrowsAny<ChartException>(() => TestCharts.Create("x", ("Chart.yaml", yaml)));

        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Archive_without_a_chart_is_refused()
    {
        var failure = Assert.Throws<ChartException>(() => Load(TestCharts.Archive(("shop/readme", [1]))));

        Assert.Contains("Chart.yaml file is missing", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shop/../../etc/passwd")]
    [InlineData("shop//etc/passwd")]
    [InlineData("shop/c:/windows")]
    [InlineData("shop\\..\\..\\evil")]
    [InlineData("passwd")]
    public void Archive_that_leads_out_of_its_folder_is_refused(string path)
    {
        Assert.Throws<ChartException>(() => Load(TestCharts.Archive(("shop/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0"u8.ToArray()), (path, [1]))));
    }

    [Fact]
    public void Archive_larger_than_the_limits_is_refused()
    {
        var chartYaml = ("shop/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0"u8.ToArray());
        var archive = TestCharts.Archive(chartYaml, ("shop/a", new byte[1000]), ("shop/b", new byte[1000]));

        Assert.Contains("maximum file size", Fails(new ChartLimits { MaxFileBytes = 999 }), StringComparison.Ordinal);
        Assert.Contains("maximum size", Fails(new ChartLimits { MaxTotalBytes = 1500 }), StringComparison.Ordinal);
        Assert.Contains("more than 2 files", Fails(new ChartLimits { MaxFiles = 2 }), StringComparison.Ordinal);

        string Fails(ChartLimits limits) => Assert.Throws<ChartException>(() => Load(archive, limits)).Message;
    }

    [Fact]
    public void Nested_archives_share_one_budget()
    {
        var inner = TestCharts.Archive(("inner/Chart.yaml", "apiVersion: v2\nname: inner\nversion: 1.0.0"u8.ToArray()), ("inner/big", new byte[50_000]));
        var outer = TestCharts.Archive(("outer/Chart.yaml", "apiVersion: v2\nname: outer\nversion: 1.0.0"u8.ToArray()), ("outer/charts/inner.tgz", inner));

        Assert.Throws<ChartException>(() => Load(outer, new ChartLimits { MaxTotalBytes = 20_000 }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(200)]
    public void Damaged_archives_are_refused(int length)
    {
        var archive = TestCharts.Package("shop", "1.0.0", ("values.yaml", new string('a', 4000)));

        Assert.Throws<ChartException>(() => Load(archive[..Math.Min(length, archive.Length)]));
    }

    [Fact]
    public void Long_paths_in_extended_headers_are_read()
    {
        var path = "shop/files/" + string.Join('/', Enumerable.Repeat(new string('d', 60), 5)) + "/é.txt";

        foreach (var format in (TarEntryFormat[])[TarEntryFormat.Pax, TarEntryFormat.Gnu])
        {
            var archive = TestCharts.Archive(format, ("shop/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0"u8.ToArray()), (path, [1, 2]));

            Assert.Equal(path["shop/".Length..], Assert.Single(Load(archive).Files).Name);
        }
    }

    [Theory]
    [InlineData(TarEntryType.ExtendedAttributes)]
    [InlineData(TarEntryType.LongPath)]
    public void Extended_header_that_claims_gigabytes_costs_none(TarEntryType type)
    {
        var header = new byte[1024];
        "././@PaxHeader"u8.CopyTo(header);
        "17777777777\0"u8.CopyTo(header.AsSpan(124));
        header[156] = (byte)type;
        "ustar\0"u8.CopyTo(header.AsSpan(257));
        header.AsSpan(148, 8).Fill((byte)' ');
        var sum = header.Sum(b => b);
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header, 148);
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(header);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var failure = Assert.Throws<ChartException>(() => Load(packed.ToArray()));

        Assert.Contains("an extended header claims 2147483647 bytes", failure.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50_000_000);
    }

    [Fact]
    public async Task Folder_is_read_without_what_helmignore_names()
    {
        var folder = Directory.CreateTempSubdirectory("meshhost-chart");
        try
        {
            Write("Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0");
            Write(".helmignore", "# notes\n*.bak\n/ci\nscratch/\n");
            Write("a.bak", "");
            Write("ci/values.yaml", "");
            Write("scratch/x", "");
            Write("templates/.hidden", "");
            Write("templates/a.yaml", "a: 1");
            Write("kept.txt", "");

            var chart = await ChartLoader.LoadAsync(folder.FullName, TestContext.Current.CancellationToken);

            Assert.Equal([".helmignore", "kept.txt"], chart.Files.Select(f => f.Name));
            Assert.Equal(["templates/a.yaml"], chart.Templates.Select(f => f.Name));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        void Write(string path, string text)
        {
            var full = Path.Combine(folder.FullName, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, text);
        }
    }

    [Fact]
    public async Task Missing_path_is_named()
    {
        var failure = await Assert.ThrowsAsync<ChartException>(() => ChartLoader.LoadAsync("/nowhere/chart", TestContext.Current.CancellationToken));

        Assert.Contains("/nowhere/chart", failure.Message, StringComparison.Ordinal);
    }

    private static Chart Load(byte[] archive, ChartLimits? limits = null)
    {
        using var stream = new MemoryStream(archive);
        return ChartLoader.LoadArchive(stream, limits);
    }
}

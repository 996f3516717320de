using MeshHost.Helm;
using MeshHost.Tests.Helm.Charts;

namespace MeshHost.Tests.Helm.Values;

/// <summary>What templates see of defaults and given values, observed through a template that prints them.</summary>
public sealed class CoalescingTests
{
    [Theory]
    [InlineData("a: 1\nb: 2", "b: 3", "a: 1\nb: 3")]
    [InlineData("a: {x: 1, z: 2}", "a: {z: null}", "a:\n  x: 1")]
    [InlineData("a: {x: 1}", "a: null", "{}")]
    [InlineData("a: {x: 1}", "a: {unknown: null}", "a:\n  unknown: null\n  x: 1")]
    [InlineData("a: null\nb: {c: null}", "", "b: {}")]
    [InlineData("a: [1, 2]", "a: [3]", "a:\n- 3")]
    [InlineData("a: {x: 1}", "a: text", "a: text")]
    public void Given_values_are_laid_over_defaults(string defaults, string given, string seen)
    {
        Assert.Equal(seen, Seen(TestCharts.Create("shop", ("values.yaml", defaults), Printer), given));
    }

    [Fact]
    public void Globals_of_the_parent_reach_every_level_and_win()
    {
        var chart = TestCharts.Create(
            "shop",
            ("values.yaml", "global: {region: eu}"),
            ("charts/db/Chart.yaml", "apiVersion: v2\nname: db\nversion: 1.0.0"),
            ("charts/db/values.yaml", "global: {region: us, disk: ssd}"),
            ("charts/db/templates/values.yaml", "{{ toYaml .Values.global }}"));

        Assert.Equal("disk: ssd\nregion: eu", Seen(chart, "", "shop/charts/db/templates/values.yaml"));
    }

    [Fact]
    public void Values_of_a_subchart_are_found_under_its_alias()
    {
        var chart = TestCharts.Create(
            "shop",
            ("Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n- {name: db, version: 1.x.x, alias: first}\n- {name: db, version: 1.x.x, alias: second}"),
            ("charts/db/Chart.yaml", "apiVersion: v2\nname: db\nversion: 1.0.0"),
            ("charts/db/values.yaml", "size: 1"),
            ("charts/db/templates/values.yaml", "name: {{ .Chart.Name }}\nsize: {{ .Values.size }}"));
        var rendered = Render(chart, "second: {size: 2}");

        Assert.Equal(
            ["name: first\nsize: 1", "name: second\nsize: 2"],
            rendered.Manifests.OrderBy(m => m.Path, StringComparer.Ordinal).Select(m => m.Text));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("db: {enabled: false}", false)]
    [InlineData("tags: {storage: false}", false)]
    [InlineData("tags: {storage: false, backend: true}", true)]
    [InlineData("tags: {storage: false}\ndb: {enabled: true}", true)]
    [InlineData("db: {enabled: maybe}\ntags: {storage: false}", false)]
    public void Subchart_is_on_by_tags_and_condition(string given, bool on)
    {
        var chart = TestCharts.Create(
            "shop",
            ("Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n- {name: db, version: '*', condition: 'other.enabled,db.enabled', tags: [storage, backend]}"),
            ("charts/db/Chart.yaml", "apiVersion: v2\nname: db\nversion: 1.0.0"),
            ("charts/db/templates/x.yaml", "a: 1"));

        Assert.Equal(on ? 1 : 0, Render(chart, given).Manifests.Count);
    }

    [Fact]
    public void Exported_values_of_a_subchart_become_the_parents_unless_it_has_its_own()
    {
        var chart = TestCharts.Create(
            "shop",
            ("Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n- {name: db, version: '*', import-values: [data, {child: net, parent: network}]}"),
            ("values.yaml", "port: 1\nnetwork: {mtu: 9000}"),
            Printer,
            ("charts/db/Chart.yaml", "apiVersion: v2\nname: db\nversion: 1.0.0"),
            ("charts/db/values.yaml", "exports: {data: {port: 2, host: h}}\nnet: {mtu: 1500, device: eth}"));

        var seen = ChartValues.Parse(Seen(chart, ""));

        Assert.Equal(1.0, seen.Root["port"]);
        Assert.Equal("h", seen.Root["host"]);
        Assert.Equal(9000.0, Assert.IsType<Dictionary<string, object?>>(seen.Root["network"])["mtu"]);
        Assert.Equal("eth", ((Dictionary<string, object?>)seen.Root["network"]!)["device"]);
    }

    [Fact]
    public void Declared_subchart_that_is_not_packed_is_an_error_even_when_off()
    {
        var chart = TestCharts.Create("shop", ("Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n- {name: db, version: '*', condition: db.enabled}"));

        var failure = Assert.Throws<ChartException>(() => Render(chart, "db: {enabled: false}"));

        Assert.Contains("missing in charts/ directory of shop: db", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_values_are_not_changed_by_rendering()
    {
        var values = ChartValues.Parse("a: {b: 1}");
        var chart = TestCharts.Create("shop", ("values.yaml", "a: {c: 2}"), ("templates/x.yaml", "{{ $_ := set .Values.a \"d\" 1 }}"));

        TestCharts.Render(chart, values, new RenderOptions { ReleaseName = "x" });

        Assert.Equal("a:\n  b: 1\n", values.ToYaml());
        Assert.Equal("a:\n  c: 2\n", chart.Values.ToYaml());
    }

    private static (string, string) Printer => ("templates/values.yaml", "{{ toYaml (omit .Values \"global\" \"db\") }}");

    private static string Seen(Chart chart, string given, string path = "shop/templates/values.yaml")
        => Render(chart, given).Manifests.Single(m => m.Path == path).Text;

    private static RenderedChart Render(Chart chart, string given)
        => TestCharts.Render(chart, ChartValues.Parse(given), new RenderOptions { ReleaseName = "x" });
}

using MeshHost.Helm;
using MeshHost.Tests.Helm.Charts;

namespace MeshHost.Tests.Helm.Values;

/// <summary>Nulls among defaults and given values, as Helm 4.2.4 treats them; earlier versions differ in most of these.</summary>
public sealed class NullValuesTests
{
    [Theory]
    // A null among the defaults is no key, at any depth.
    [InlineData("keys: {password: null}", "", "", "keys: {}")]
    [InlineData("top: null", "", "", "{}")]
    // Nor is it one when a part of its map is given.
    [InlineData("keys: {password: null, format: bcrypt}", "", "store: {keys: {format: sha256}}", "keys:\n  format: sha256")]
    // A given null removes the default of the subchart.
    [InlineData("key: default", "", "store: {key: null}", "{}")]
    [InlineData("keys: {a: 1, b: 2}", "", "store: {keys: {a: null}}", "keys:\n  b: 2")]
    [InlineData("keys: {a: 1}", "", "store: {keys: null}", "{}")]
    // A null among the parent's defaults is dropped before it gets to the subchart, which keeps its own.
    [InlineData("keys: {a: 1, b: 2}", "store: {keys: {a: null, b: 3}}", "", "keys:\n  a: 1\n  b: 3")]
    [InlineData("key: default", "store: {key: null}", "", "key: default")]
    // A given null that meets no default stays.
    [InlineData("keys: {a: 1}", "", "store: {keys: {other: null}}", "keys:\n  a: 1\n  other: null")]
    public void Nulls_reach_a_subchart(string childDefaults, string parentDefaults, string given, string seen)
    {
        Assert.Equal(seen, SeenByChild(isDeclared: false, childDefaults, parentDefaults, given));
    }

    [Fact]
    public void Null_among_the_defaults_of_a_subchart_does_not_hide_a_global()
    {
        var seen = SeenByChild(isDeclared: true, "ingress: {feature: null}", "", "global: {ingress: {feature: true}}");

        Assert.Equal("global:\n  ingress:\n    feature: true\ningress: {}", seen);
    }

    [Fact]
    public void Nulls_of_the_parent_leave_globals_and_defaults_of_a_subchart()
    {
        var seen = SeenByChild(
            isDeclared: true,
            "global: {hash: {a: 1, b: 2, c: 3}}\nhash: {a: 1, b: 2, c: 3}",
            "global: {hash: {a: null, c: 13}}\nstore: {hash: {a: null, c: 13}}",
            "");

        Assert.Equal("global:\n  hash:\n    a: 1\n    b: 2\n    c: 13\nhash:\n  a: 1\n  b: 2\n  c: 13", seen);
    }

    [Fact]
    public void Null_among_the_defaults_of_a_declared_subchart_stays_beside_a_given_key()
    {
        // The defaults of a declared subchart become the parent's before the given values are laid over them, and nulls are kept on that way.
        var seen = SeenByChild(isDeclared: true, "keys: {password: null, format: bcrypt}", "", "store: {keys: {format: sha256}}");

        Assert.Equal("keys:\n  format: sha256\n  password: null", seen);
    }

    private static string SeenByChild(bool isDeclared, string childDefaults, string parentDefaults, string given)
    {
        var chart = TestCharts.Create(
            "shop",
            ("Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\n" + (isDeclared ? "dependencies:\n- {name: store, version: 1.0.0}" : "")),
            ("values.yaml", parentDefaults),
            ("charts/store/Chart.yaml", "apiVersion: v2\nname: store\nversion: 1.0.0"),
            ("charts/store/values.yaml", childDefaults),
            ("charts/store/templates/values.yaml", "{{ toYaml (omit .Values \"global\") }}{{ with .Values.global }}\n{{ toYaml (dict \"global\" .) }}{{ end }}"));
        var rendered = TestCharts.Render(chart, ChartValues.Parse(given), new RenderOptions { ReleaseName = "r" });
        var text = rendered.Manifests.Single().Text;
        return string.Join('\n', text.Split("\nglobal:") is [var own, var global] ? ["global:" + global, own] : [text]);
    }
}

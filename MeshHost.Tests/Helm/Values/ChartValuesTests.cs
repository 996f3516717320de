using MeshHost.Helm;

namespace MeshHost.Tests.Helm.Values;

public sealed class ChartValuesTests
{
    [Fact]
    public void Numbers_from_yaml_are_doubles_and_from_set_expressions_integers()
    {
        Assert.Equal(3.0, ChartValues.Parse("a: 3").Root["a"]);
        Assert.Equal(3L, new ChartValues().SetExpression("a=3").Root["a"]);
        Assert.Equal("1.5", new ChartValues().SetExpression("a=1.5").Root["a"]);
        Assert.Equal("007", new ChartValues().SetExpression("a=007").Root["a"]);
    }

    [Fact]
    public void Set_takes_a_path_with_escaped_dots()
    {
        var values = new ChartValues().Set("grafana.grafana\\.ini.server.domain", "grafana.example.org");

        Assert.Equal("grafana:\n  grafana.ini:\n    server:\n      domain: grafana.example.org\n", values.ToYaml());
    }

    [Fact]
    public void Set_keeps_text_as_text_and_takes_collections()
    {
        var values = new ChartValues()
            .Set("text", "true")
            .Set("number", 8080)
            .Set("list[1].name", "b")
            .Set("table", new Dictionary<string, object> { ["a"] = new[] { 1, 2 } });

        Assert.Equal("true", values.Root["text"]);
        Assert.Equal(8080L, values.Root["number"]);
        Assert.Equal("list:\n- null\n- name: b\n", new ChartValues().Set("list[1].name", "b").ToYaml());
        Assert.Equal("a:\n- 1\n- 2\n", new ChartValues().Set("a", new[] { 1, 2 }).ToYaml());
    }

    [Theory]
    [InlineData("a.b=c", "a:\n  b: c\n")]
    [InlineData("a={x,y\\,z}", "a:\n- x\n- y,z\n")]
    [InlineData("a[0].b=1,a[0].c=2", "a:\n- b: 1\n  c: 2\n")]
    [InlineData("a[1][0]=x", "a:\n- null\n- - x\n")]
    [InlineData("a=", "a: \"\"\n")]
    [InlineData("a=null", "a: null\n")]
    [InlineData("a=TRUE,b=0,c=-5", "a: true\nb: 0\nc: -5\n")]
    [InlineData("a\\.b=1", "a.b: 1\n")]
    public void Set_expression_follows_the_grammar_of_helm(string expression, string yaml)
    {
        Assert.Equal(yaml, new ChartValues().SetExpression(expression).ToYaml());
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a,b=1")]
    [InlineData("a[99999]=1")]
    [InlineData("a[-1]=1")]
    [InlineData("a[x]=1")]
    [InlineData("a={x")]
    [InlineData("a=1,a.b=2")]
    public void Malformed_set_expression_is_refused(string expression)
    {
        Assert.Throws<ChartException>(() => new ChartValues().SetExpression(expression));
    }

    [Fact]
    public void Nesting_of_a_set_expression_is_limited()
    {
        Assert.Throws<ChartException>(() => new ChartValues().SetExpression(string.Join('.', Enumerable.Repeat("a", 40)) + "=1"));
    }

    [Fact]
    public void Json_expression_takes_several_values()
    {
        Assert.Equal("a:\n- 1\n- x: null\nb: z\n", new ChartValues().SetJsonExpression("a=[1,{\"x\":null}],b=\"z\"").ToYaml());
    }

    [Fact]
    public void Merge_lays_maps_over_maps_and_replaces_lists()
    {
        var under = ChartValues.Parse("a: {x: 1, w: 2}\nl: [1, 2]\n");
        var over = ChartValues.Parse("a: {w: null, z: 3}\nl: [3]\n");

        Assert.Equal("a:\n  w: null\n  x: 1\n  z: 3\nl:\n- 3\n", under.Merge(over).ToYaml());
        Assert.Equal("a:\n  w: 2\n  x: 1\nl:\n- 1\n- 2\n", under.ToYaml());
    }

    [Fact]
    public void Several_documents_are_merged()
    {
        Assert.Equal("a: 1\nb: 3\n", ChartValues.Parse("a: 1\nb: 2\n---\nb: 3\n").ToYaml());
    }

    [Theory]
    [InlineData("- a")]
    [InlineData("a: [")]
    [InlineData("text")]
    public void Values_that_are_no_map_are_refused(string yaml)
    {
        Assert.Throws<ChartException>(() => ChartValues.Parse(yaml));
    }
}

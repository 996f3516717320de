using System.Text;
using MeshHost.Helm;
using MeshHost.Helm.Schema;
using MeshHost.Tests.Helm.Charts;

namespace MeshHost.Tests.Helm.Schema;

public sealed class SchemaTests
{
    [Theory]
    [InlineData("{\"type\":\"integer\"}", "1.0", true)]
    [InlineData("{\"type\":\"integer\"}", "1.5", false)]
    [InlineData("{\"type\":[\"string\",\"null\"]}", "null", true)]
    [InlineData("{\"enum\":[1,\"a\"]}", "\"a\"", true)]
    [InlineData("{\"enum\":[1,\"a\"]}", "2", false)]
    [InlineData("{\"const\":{\"a\":[1]}}", "{a: [1]}", true)]
    [InlineData("{\"multipleOf\":0.1}", "0.3", true)]
    [InlineData("{\"minimum\":3}", "2", false)]
    [InlineData("{\"exclusiveMinimum\":3}", "3", false)]
    [InlineData("{\"$schema\":\"http://json-schema.org/draft-04/schema#\",\"minimum\":3,\"exclusiveMinimum\":true}", "3", false)]
    [InlineData("{\"$schema\":\"http://json-schema.org/draft-04/schema#\",\"minimum\":3,\"exclusiveMinimum\":false}", "3", true)]
    [InlineData("{\"maxLength\":1}", "\"😀\"", true)]
    [InlineData("{\"pattern\":\"^a+$\"}", "aab", false)]
    [InlineData("{\"minLength\":9,\"minLength\":1}", "xy", true)]
    [InlineData("{\"properties\":{\"a\":false}}", "{a: 1}", false)]
    [InlineData("{\"required\":[\"a\"]}", "{b: 1}", false)]
    [InlineData("{\"additionalProperties\":false,\"properties\":{\"a\":{}},\"patternProperties\":{\"^x-\":{}}}", "{a: 1, x-b: 2}", true)]
    [InlineData("{\"additionalProperties\":false,\"properties\":{\"a\":{}}}", "{a: 1, b: 2}", false)]
    [InlineData("{\"propertyNames\":{\"maxLength\":1}}", "{ab: 1}", false)]
    [InlineData("{\"dependentRequired\":{\"a\":[\"b\"]}}", "{a: 1}", false)]
    [InlineData("{\"dependencies\":{\"a\":{\"required\":[\"b\"]}}}", "{a: 1}", false)]
    [InlineData("{\"items\":{\"type\":\"string\"}}", "[a, 1]", false)]
    [InlineData("{\"prefixItems\":[{\"type\":\"string\"}],\"items\":false}", "[a]", true)]
    [InlineData("{\"prefixItems\":[{\"type\":\"string\"}],\"items\":false}", "[a, b]", false)]
    [InlineData("{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"items\":[{}],\"additionalItems\":false}", "[a, b]", false)]
    [InlineData("{\"contains\":{\"const\":1},\"minContains\":2}", "[1, 2]", false)]
    [InlineData("{\"uniqueItems\":true}", "[{a: 1}, {a: 1}]", false)]
    [InlineData("{\"allOf\":[{\"minimum\":1},{\"maximum\":2}]}", "3", false)]
    [InlineData("{\"anyOf\":[{\"type\":\"string\"},{\"minimum\":5}]}", "3", false)]
    [InlineData("{\"oneOf\":[{\"minimum\":1},{\"minimum\":2}]}", "3", false)]
    [InlineData("{\"not\":{\"type\":\"string\"}}", "a", false)]
    [InlineData("{\"if\":{\"required\":[\"tls\"]},\"then\":{\"required\":[\"cert\"]},\"else\":{\"required\":[\"port\"]}}", "{tls: 1}", false)]
    [InlineData("{\"if\":{\"required\":[\"tls\"]},\"then\":{\"required\":[\"cert\"]},\"else\":{\"required\":[\"port\"]}}", "{port: 1}", true)]
    [InlineData("{\"$ref\":\"#/$defs/port\",\"$defs\":{\"port\":{\"maximum\":65535}}}", "70000", false)]
    [InlineData("{\"$ref\":\"#p\",\"$defs\":{\"port\":{\"$anchor\":\"p\",\"maximum\":65535}}}", "70000", false)]
    [InlineData("{\"$id\":\"https://e.x/a\",\"$ref\":\"b#/x\",\"$defs\":{\"b\":{\"$id\":\"b\",\"x\":{\"maximum\":1}}}}", "2", false)]
    [InlineData("{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"$ref\":\"#/definitions/a\",\"minimum\":9,\"definitions\":{\"a\":{}}}", "1", true)]
    [InlineData("{\"allOf\":[{\"properties\":{\"a\":{}}}],\"unevaluatedProperties\":false}", "{a: 1}", true)]
    [InlineData("{\"allOf\":[{\"properties\":{\"a\":{}}}],\"unevaluatedProperties\":false}", "{b: 1}", false)]
    [InlineData("{\"prefixItems\":[{}],\"unevaluatedItems\":false}", "[1, 2]", false)]
    [InlineData("{\"type\":\"object\",\"properties\":{\"next\":{\"$ref\":\"#\"}},\"additionalProperties\":false}", "{next: {next: {x: 1}}}", false)]
    [InlineData("{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"format\":\"ipv4\"}", "\"10.0.0\"", false)]
    [InlineData("{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"format\":\"ipv4\"}", "\"10.0.0\"", true)]
    [InlineData("true", "1", true)]
    [InlineData("false", "1", false)]
    public void Value_fits_schema_or_not(string schema, string value, bool fits)
    {
        var document = SchemaDocument.Parse(Encoding.UTF8.GetBytes(schema));

        var violations = new SchemaEvaluator(document).Validate(ChartValues.Parse("v: " + value).Root["v"]);

        Assert.Equal(fits, violations.Count == 0);
    }

    [Fact]
    public void Report_names_chart_path_and_reason_for_subcharts_too()
    {
        var chart = TestCharts.Create(
            "shop",
            ("values.schema.json", "{\"properties\":{\"replicas\":{\"type\":\"integer\"},\"a/b\":{\"enum\":[\"x\",\"y\"]}},\"required\":[\"host\"]}"),
            ("charts/db/Chart.yaml", "apiVersion: v2\nname: db\nversion: 1.0.0"),
            ("charts/db/values.schema.json", "{\"properties\":{\"mode\":{\"anyOf\":[{\"type\":\"integer\"},{\"const\":\"auto\"}]}}}"));

        var failure = Assert.Throws<ChartException>(() => TestCharts.Render(
            chart, ChartValues.Parse("replicas: many\na/b: z\ndb: {mode: none}"), new RenderOptions { ReleaseName = "x" }));

        Assert.Equal(
            """
            values don't meet the specifications of the schema(s) in the following chart(s):
            shop:
            - at '': missing property 'host'
            - at '/a~1b': value must be one of 'x', 'y'
            - at '/replicas': got string, want integer

            db:
            - at '/mode': anyOf failed
              - at '/mode': got string, want integer
              - at '/mode': value must be 'auto'


            """,
            failure.Message);
    }

    [Fact]
    public void Schema_that_is_not_unicode_is_read_with_replacements()
    {
        byte[] schema = [.. "{\"properties\":{\"a\":{\"const\":\""u8, 0xFF, .. "\"}}}"u8];
        var files = TestCharts.Files("shop", "1.0.0", ("values.yaml", "a: \"\\uFFFD\"")).Append(new ChartFile("values.schema.json", schema));

        var rendered = TestCharts.Render(ChartLoader.LoadFiles(files), new ChartValues(), new RenderOptions { ReleaseName = "x" });

        Assert.Empty(rendered.Warnings);
    }

    [Fact]
    public void Schema_nested_without_measure_is_refused()
    {
        var schema = string.Concat(Enumerable.Repeat("{\"not\":", 9000)) + "true" + new string('}', 9000);
        var chart = TestCharts.Create("shop", ("values.schema.json", schema));

        Assert.Throws<ChartException>(() => TestCharts.Render(chart, new ChartValues(), new RenderOptions { ReleaseName = "x" }));
    }

    [Fact]
    public void Reference_to_another_document_is_a_warning()
    {
        var chart = TestCharts.Create("shop", ("values.schema.json", "{\"properties\":{\"a\":{\"$ref\":\"https://example.org/k8s.json#/definitions/x\"}}}"));

        var rendered = TestCharts.Render(chart, ChartValues.Parse("a: 1"), new RenderOptions { ReleaseName = "x" });

        Assert.Contains("https://example.org/k8s.json", Assert.Single(rendered.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"$ref\":\"#\"}")]
    [InlineData("{\"$ref\":\"#/$defs/none\"}")]
    [InlineData("{\"pattern\":\"(\"}")]
    [InlineData("{\"pattern\":\"^(?!x).*$\"}")]
    [InlineData("{\"patternProperties\":{\"[\":{}}}")]
    [InlineData("[]")]
    [InlineData("{")]
    public void Schema_that_cannot_be_used_is_named(string schema)
    {
        var chart = TestCharts.Create("shop", ("values.schema.json", schema), ("values.yaml", "a: b"));

        var failure = Assert.Throws<ChartException>(() => TestCharts.Render(chart, new ChartValues(), new RenderOptions { ReleaseName = "x" }));

        Assert.StartsWith("values.schema.json of shop cannot be used: ", failure.Message, StringComparison.Ordinal);
    }
}

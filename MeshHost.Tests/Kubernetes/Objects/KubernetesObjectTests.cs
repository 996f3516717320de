using System.Text.Json.Nodes;
using MeshHost.Kubernetes;

namespace MeshHost.Tests.Kubernetes.Objects;

public sealed class KubernetesObjectTests
{
    [Fact]
    public void ParseYaml_reads_every_document_and_skips_empty_ones()
    {
        IReadOnlyList<KubernetesObject> objects = KubernetesObject.ParseYaml("""
            ---
            # only a comment
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: a, namespace: apps}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: b}
            """);

        Assert.Equal(["ConfigMap apps/a", "Deployment b"], objects.Select(obj => obj.ToString()));
        Assert.Equal(new GroupVersionKind("apps", "v1", "Deployment"), objects[1].GroupVersionKind);
    }

    [Fact]
    public void ParseYaml_takes_lists_apart()
    {
        IReadOnlyList<KubernetesObject> objects = KubernetesObject.ParseYaml("""
            apiVersion: v1
            kind: List
            items:
            - {apiVersion: v1, kind: Secret, metadata: {name: a}}
            - {apiVersion: v1, kind: Secret, metadata: {name: b}}
            """);

        Assert.Equal(["a", "b"], objects.Select(obj => obj.Name));
    }

    [Fact]
    public void ParseYaml_refuses_a_document_that_is_no_object()
    {
        FormatException exception = Assert.Throws<FormatException>(() => KubernetesObject.ParseYaml("name: no kind"));

        Assert.Contains("apiVersion", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ParseYaml_names_the_line_of_a_syntax_error()
    {
        FormatException exception = Assert.Throws<FormatException>(() => KubernetesObject.ParseYaml("a: [1, 2\nb: 3"));

        Assert.StartsWith("Line ", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("yes", "true")]
    [InlineData("off", "false")]
    [InlineData("~", "null")]
    [InlineData("0644", "420")]
    [InlineData("0x1f", "31")]
    [InlineData("1_000", "1000")]
    [InlineData("08", "8")]
    [InlineData("-3", "-3")]
    [InlineData("1e3", "1000")]
    [InlineData("0.5", "0.5")]
    [InlineData("1.29.2", "\"1.29.2\"")]
    [InlineData("12:30:45", "\"12:30:45\"")]
    [InlineData("=", "\"=\"")]
    [InlineData("'true'", "\"true\"")]
    [InlineData("!!str 5", "\"5\"")]
    [InlineData("18446744073709551615", "18446744073709551615")]
    public void Plain_scalars_have_the_types_that_the_Kubernetes_tools_give_them(string yaml, string json)
    {
        JsonNode? value = YamlReader.ReadDocuments($"v: {yaml}")[0]!["v"];

        Assert.Equal(json, value?.ToJsonString() ?? "null");
    }

    [Fact]
    public void Anchors_and_merge_keys_are_expanded()
    {
        JsonNode document = YamlReader.ReadDocuments("""
            base: &base {a: 1, b: 2}
            derived:
              <<: *base
              b: 3
            """)[0]!;

        Assert.Equal("""{"b":3,"a":1}""", document["derived"]!.ToJsonString());
    }

    [Fact]
    public void Aliases_that_expand_without_bound_are_refused()
    {
        string yaml = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + string.Concat(
            Enumerable.Range(1, 9).Select(i => $"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));

        Assert.Throws<FormatException>(() => YamlReader.ReadDocuments(yaml));
    }

    [Theory]
    [InlineData("""{"a":"true","b":"1","c":"","d":"null","e":"x: y","f":"# no comment","g":"- dash"}""")]
    [InlineData("""{"text":"one\ntwo\n","keep":"one\n\n","none":"one\ntwo","spaces":" lead\ntwo \n","carriage":"a\r\nb"}""")]
    [InlineData("""{"n":1,"f":1.5,"t":true,"z":null,"l":[],"m":{},"nested":[{"a":[1,[2]]},"b"]}""")]
    [InlineData("""{"yes":"no","y":"n","0644":"0x1f","1e3":"1_0","<<":"merge"}""")]
    public void ToYaml_reads_back_as_the_same_object(string json)
    {
        KubernetesObject obj = new((JsonObject)JsonNode.Parse(json)!);

        JsonNode? again = YamlReader.ReadDocuments(obj.ToYaml())[0];

        Assert.True(JsonNode.DeepEquals(obj.Json, again), again?.ToJsonString());
    }

    [Fact]
    public void Indexer_follows_dots_indexes_and_escaped_keys()
    {
        KubernetesObject obj = KubernetesObject.ParseYaml("""
            apiVersion: v1
            kind: Pod
            metadata: {name: a, labels: {app.kubernetes.io/name: x}}
            spec: {containers: [{image: i}]}
            """)[0];

        Assert.Equal("i", obj["spec.containers[0].image"]!.GetValue<string>());
        Assert.Equal("x", obj[@"metadata.labels.app\.kubernetes\.io/name"]!.GetValue<string>());
        Assert.Null(obj["spec.containers[1].image"]);
        Assert.Null(obj["spec.nothing.there"]);
    }

    [Fact]
    public void Labels_and_namespace_can_be_set_on_an_object_without_metadata()
    {
        KubernetesObject obj = new(new JsonObject { ["apiVersion"] = "v1", ["kind"] = "ConfigMap" });

        obj.SetLabel("a", "b");
        obj.SetAnnotation("c", "d");
        obj.SetNamespace("n");

        Assert.Equal("b", obj.Labels["a"]);
        Assert.Equal("d", obj.Annotations["c"]);
        Assert.Equal("n", obj.Namespace);
    }

    [Fact]
    public void DeepClone_is_independent()
    {
        KubernetesObject obj = KubernetesObject.ParseYaml("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}")[0];

        obj.DeepClone().SetLabel("a", "b");

        Assert.Empty(obj.Labels);
    }

    [Theory]
    [InlineData("|2", "      \n    text\n", "    \n  text\n")]
    [InlineData("|2-", "      \n  text\n", "    \ntext")]
    [InlineData("|2-", "      \n\n  text\n", "    \n\ntext")]
    [InlineData("|2+", "   \n  text\n", " \ntext\n")]
    [InlineData(">2-", "    \n  text\n", "  \ntext")]
    [InlineData("|", "\n  text\n", "\ntext\n")]
    [InlineData("|-", "  \n\n  text", "\n\ntext")]
    [InlineData("|2- # as Helm writes it", "      \n  text\n", "    \ntext")]
    [InlineData("|", "  a: |2\n      \n  b: |\n     \n     c\n", "a: |2\n    \nb: |\n   \n   c\n")]
    public void Block_may_begin_with_a_blank_line_longer_than_its_indentation(string style, string lines, string expected) =>
        Assert.Equal(expected, (string)KubernetesObject.ParseYaml($"apiVersion: v1\nkind: ConfigMap\nk: {style}\n{lines}")[0]["k"]!);
}

using System.Text.Json.Nodes;

namespace MeshHost.Tests.Emulator.Kubernetes;

public class CustomResourceTests
{
    private const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private const string Widgets = "/apis/example.com/v1/namespaces/default/widgets";

    [Fact]
    public async Task A_definition_is_established_and_served_at_once()
    {
        await using var cluster = await TestCluster.StartAsync();
        var created = await cluster.PostAsync(Definitions, Definition());
        var listed = await cluster.GetAsync(Widgets);
        var discovery = await cluster.GetAsync("/apis/example.com/v1");

        Assert.Equal(["NamesAccepted", "Established"], created.Json["status"]!["conditions"]!.AsArray().Select(condition => (string?)condition!["type"]));
        Assert.Equal("WidgetList", listed.At("kind"));
        Assert.Equal("widgets", discovery.At("resources.0.name"));
    }

    [Fact]
    public async Task A_resource_is_defaulted_and_pruned()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync(Definitions, Definition());
        var answer = await cluster.PostAsync(Widgets, TestCluster.Json("""{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"color":"red","junk":1,"free":{"any":true}}}"""));

        Assert.Equal("1", answer.At("spec.size"));
        Assert.Null(answer.At("spec.junk"));
        Assert.Equal("true", answer.At("spec.free.any"));
        Assert.Equal("299 - \"unknown field \\\"spec.junk\\\"\"", Assert.Single(answer.Warnings));
    }

    [Theory]
    [InlineData("""{"size":1}""", "Widget.example.com \"w\" is invalid: spec.color: Required value")]
    [InlineData("""{"color":"mauve"}""", "Widget.example.com \"w\" is invalid: spec.color: Unsupported value: \"mauve\": supported values: \"red\", \"green\"")]
    [InlineData("""{"color":"red","size":0}""", "Widget.example.com \"w\" is invalid: spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1")]
    [InlineData("""{"color":"red","size":"big"}""", "Widget.example.com \"w\" is invalid: spec.size: Invalid value: \"string\": spec.size in body must be of type integer: \"string\"")]
    [InlineData("""{"color":"red","code":"x"}""", "Widget.example.com \"w\" is invalid: spec.code: Invalid value: \"x\": spec.code in body should match '^[A-Z]+$'")]
    public async Task A_resource_is_refused_WhenItBreaksTheSchema(string spec, string message)
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync(Definitions, Definition());
        var answer = await cluster.PostAsync(Widgets, TestCluster.Json($$"""{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w"},"spec":{{spec}}}"""));

        Assert.Equal(422, answer.Code);
        Assert.Equal(message, answer.Message);
    }

    [Fact]
    public async Task Status_and_scale_work_on_their_own()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync(Definitions, Definition());
        await cluster.PostAsync(Widgets, TestCluster.Json("""{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"color":"red"},"status":{"size":9}}"""));
        var status = await cluster.SendAsync("PATCH", $"{Widgets}/w/status", TestCluster.Json("""{"status":{"size":4},"spec":{"color":"green"}}"""), "application/merge-patch+json");
        var scale = await cluster.SendAsync("PATCH", $"{Widgets}/w/scale", TestCluster.Json("""{"spec":{"replicas":5}}"""), "application/merge-patch+json");
        var read = await cluster.GetAsync($"{Widgets}/w");

        Assert.Equal("red", status.At("spec.color"));
        Assert.Equal("4", scale.At("status.replicas"));
        Assert.Equal("5", read.At("spec.size"));
        Assert.Equal("2", read.At("metadata.generation"));
    }

    [Fact]
    public async Task Columns_of_the_definition_are_shown()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync(Definitions, Definition());
        await cluster.PostAsync(Widgets, TestCluster.Json("""{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"color":"red"}}"""));
        await cluster.SendAsync("PATCH", $"{Widgets}/w/status", TestCluster.Json("""{"status":{"conditions":[{"type":"Ready","status":"True"}]}}"""), "application/merge-patch+json");
        var table = await cluster.SendAsync("GET", Widgets, accept: "application/json;as=Table;v=v1;g=meta.k8s.io");

        Assert.Equal(["w", "red", "True"], table.Json["rows"]![0]!["cells"]!.AsArray().Select(cell => cell?.ToString()));
    }

    [Fact]
    public async Task Rules_that_are_not_evaluated_are_warned_of()
    {
        await using var cluster = await TestCluster.StartAsync();
        var definition = Definition();
        foreach (var version in definition["spec"]!["versions"]!.AsArray())
        {
            version!["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!["x-kubernetes-validations"] = new JsonArray(new JsonObject { ["rule"] = "self.size > 0" });
        }

        var defined = await cluster.PostAsync(Definitions, definition);
        var written = await cluster.PostAsync(Widgets, TestCluster.Json("""{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"color":"red"}}"""));

        Assert.Equal(201, defined.Code);
        Assert.Contains("299 - \"the emulator does not evaluate x-kubernetes-validations: widgets.example.com v1 has rules at spec\"", defined.Warnings);
        Assert.Equal("299 - \"the emulator does not evaluate x-kubernetes-validations: the rules of Widget in example.com/v1 were not checked\"", Assert.Single(written.Warnings));
    }

    [Fact]
    public async Task Another_served_version_reads_the_same_object()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync(Definitions, Definition());
        await cluster.PostAsync("/apis/example.com/v1beta1/namespaces/default/widgets", TestCluster.Json("""{"apiVersion":"example.com/v1beta1","kind":"Widget","metadata":{"name":"w"},"spec":{"color":"red"}}"""));
        var read = await cluster.GetAsync($"{Widgets}/w");

        Assert.Equal("example.com/v1", read.At("apiVersion"));
        Assert.Equal("1", read.At("spec.size"));
    }

    [Fact]
    public async Task A_definition_is_not_accepted_WhenAnotherHasItsKind()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync(Definitions, Definition());
        var other = Definition();
        other["metadata"]!["name"] = "gadgets.example.com";
        other["spec"]!["names"]!["plural"] = "gadgets";
        var answer = await cluster.PostAsync(Definitions, other);

        Assert.Equal("False", answer.At("status.conditions.0.status"));
        Assert.Equal("NotAccepted", answer.At("status.conditions.1.reason"));
    }

    [Fact]
    public async Task A_definition_is_refused_WhenItsNameIsNotPluralAndGroup()
    {
        await using var cluster = await TestCluster.StartAsync();
        var wrong = Definition();
        wrong["metadata"]!["name"] = "widget.example.com";
        var answer = await cluster.PostAsync(Definitions, wrong);

        Assert.Contains("metadata.name: Invalid value: \"widget.example.com\": must be spec.names.plural+\".\"+spec.group", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kinds_go_with_their_definition()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync(Definitions, Definition());
        await cluster.SendAsync("DELETE", $"{Definitions}/widgets.example.com");
        var answer = await cluster.GetAsync(Widgets);

        Assert.Equal(404, answer.Code);
        Assert.Equal("the server could not find the requested resource", answer.Message);
    }

    private static JsonObject Definition() => TestCluster.Json("""
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"widgets.example.com"},
         "spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"widgets","kind":"Widget","shortNames":["wd"]},
          "versions":[
           {"name":"v1","served":true,"storage":true,
            "subresources":{"status":{},"scale":{"specReplicasPath":".spec.size","statusReplicasPath":".status.size"}},
            "additionalPrinterColumns":[{"name":"Color","type":"string","jsonPath":".spec.color"},
              {"name":"Ready","type":"string","jsonPath":".status.conditions[?(@.type==\"Ready\")].status"}],
            "schema":{"openAPIV3Schema":{"type":"object","properties":{
             "spec":{"type":"object","required":["color"],"properties":{
               "color":{"type":"string","enum":["red","green"]},"size":{"type":"integer","minimum":1,"default":1},
               "code":{"type":"string","pattern":"^[A-Z]+$"},"free":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}},
             "status":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}}},
           {"name":"v1beta1","served":true,"storage":false,
            "schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","properties":{"color":{"type":"string"}}}}}}}]}}
        """);
}

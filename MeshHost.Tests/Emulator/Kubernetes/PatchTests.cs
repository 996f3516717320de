using System.Text.Json.Nodes;

namespace MeshHost.Tests.Emulator.Kubernetes;

public class PatchTests
{
    private const string Deployments = "/apis/apps/v1/namespaces/default/deployments";

    [Theory]
    [InlineData("application/strategic-merge-patch+json", """{"spec":{"template":{"spec":{"containers":[{"name":"c","image":"new"}]}}}}""")]
    [InlineData("application/json-patch+json", """[{"op":"replace","path":"/spec/template/spec/containers/0/image","value":"new"}]""")]
    [InlineData("application/merge-patch+json", """{"spec":{"template":{"spec":{"containers":[{"name":"c","image":"new"}]}}}}""")]
    public async Task A_patch_of_each_kind_changes_the_image(string contentType, string patch)
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync(Deployments, TestCluster.Deployment("web"));
        var answer = await cluster.SendAsync("PATCH", $"{Deployments}/web", JsonNode.Parse(patch), contentType);

        Assert.Equal(200, answer.Code);
        Assert.Equal("new", answer.At("spec.template.spec.containers.0.image"));
    }

    [Fact]
    public async Task A_strategic_patch_merges_and_deletes_list_items_by_key()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync(Deployments, TestCluster.Deployment("web"));
        var added = await cluster.SendAsync(
            "PATCH", $"{Deployments}/web", JsonNode.Parse("""{"spec":{"template":{"spec":{"containers":[{"name":"d","image":"x"}]}}}}"""), "application/strategic-merge-patch+json");
        var removed = await cluster.SendAsync(
            "PATCH", $"{Deployments}/web", JsonNode.Parse("""{"spec":{"template":{"spec":{"containers":[{"name":"c","$patch":"delete"}]}}}}"""), "application/strategic-merge-patch+json");

        // The real server puts what a patch adds before what was there.
        Assert.Equal("d", added.At("spec.template.spec.containers.0.name"));
        Assert.Equal("c", added.At("spec.template.spec.containers.1.name"));
        Assert.Equal("d", removed.At("spec.template.spec.containers.0.name"));
        Assert.Null(removed.At("spec.template.spec.containers.1.name"));
    }

    [Fact]
    public async Task A_json_patch_is_refused_WhenItsTestFails()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync(Deployments, TestCluster.Deployment("web"));
        var answer = await cluster.SendAsync("PATCH", $"{Deployments}/web", JsonNode.Parse("""[{"op":"test","path":"/spec/replicas","value":9}]"""), "application/json-patch+json");

        Assert.Equal(422, answer.Code);
        Assert.Contains("testing value /spec/replicas failed", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_patch_of_an_unknown_kind_is_refused()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync(Deployments, TestCluster.Deployment("web"));
        var answer = await cluster.SendAsync("PATCH", $"{Deployments}/web", TestCluster.Json("{}"), "text/plain");

        Assert.Equal(415, answer.Code);
    }
}

using System.Text.Json.Nodes;

namespace MeshHost.Tests.Emulator.Kubernetes;

public class DiscoveryTests
{
    [Theory]
    [InlineData("v2")]
    [InlineData("v2beta1")]
    public async Task Aggregated_discovery_lists_all_groups_at_once(string version)
    {
        await using var cluster = await TestCluster.StartAsync();
        var answer = await cluster.SendAsync("GET", "/apis", accept: $"application/json;g=apidiscovery.k8s.io;v={version};as=APIGroupDiscoveryList,application/json");
        var apps = answer.Json["items"]!.AsArray().Single(group => (string?)group!["metadata"]!["name"] == "apps")!;

        Assert.Equal($"apidiscovery.k8s.io/{version}", answer.At("apiVersion"));
        Assert.Contains(apps["versions"]![0]!["resources"]!.AsArray(), resource => (string?)resource!["resource"] == "deployments");
    }

    [Fact]
    public async Task Every_served_kind_has_a_schema_in_its_openapi_document()
    {
        await using var cluster = await TestCluster.StartAsync();
        var index = await cluster.GetAsync("/openapi/v3");
        var missing = new List<string>();
        foreach (var (path, _) in index.Json["paths"]!.AsObject())
        {
            var document = await cluster.GetAsync($"/openapi/v3/{path}");
            var discovery = await cluster.GetAsync($"/{path}");
            var schemas = document.Json["components"]!["schemas"]!.AsObject().Select(schema => schema.Key.Split('.')[^1]).ToHashSet(StringComparer.Ordinal);
            missing.AddRange(discovery.Json["resources"]!.AsArray()
                .Where(resource => !((string)resource!["name"]!).Contains('/', StringComparison.Ordinal) && !schemas.Contains((string)resource["kind"]!))
                .Select(resource => $"{path} {resource!["kind"]}"));
        }

        Assert.NotEmpty(index.Json["paths"]!.AsObject());
        Assert.Empty(missing);
    }

    [Fact]
    public async Task Every_reference_of_the_openapi_document_can_be_resolved()
    {
        await using var cluster = await TestCluster.StartAsync();
        var answer = await cluster.GetAsync("/openapi/v2");
        var definitions = answer.Json["definitions"]!.AsObject();
        var references = new HashSet<string>(StringComparer.Ordinal);
        Collect(answer.Json);

        Assert.All(references, reference => Assert.True(definitions.ContainsKey(reference), reference));

        void Collect(JsonNode? node)
        {
            if (node is JsonObject json)
            {
                if (json["$ref"] is JsonValue reference)
                {
                    references.Add(((string)reference!)["#/definitions/".Length..]);
                }

                foreach (var (_, child) in json)
                {
                    Collect(child);
                }
            }
            else if (node is JsonArray list)
            {
                foreach (var item in list)
                {
                    Collect(item);
                }
            }
        }
    }

    [Fact]
    public async Task Version_and_health_answer()
    {
        await using var cluster = await TestCluster.StartAsync();
        var version = await cluster.GetAsync("/version");
        var health = await cluster.GetAsync("/readyz");

        Assert.StartsWith("v1.33.", version.At("gitVersion"), StringComparison.Ordinal);
        Assert.Equal("ok", health.Text);
    }

    [Fact]
    public async Task What_is_not_modelled_is_refused()
    {
        await using var cluster = await TestCluster.StartAsync();

        Assert.Equal(404, (await cluster.GetAsync("/apis/metrics.k8s.io/v1beta1/pods")).Code);
        Assert.Equal(404, (await cluster.GetAsync("/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas")).Code);
    }
}

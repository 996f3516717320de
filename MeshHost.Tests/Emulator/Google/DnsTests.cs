using System.Net;

namespace MeshHost.Tests.Emulator.Google;

public sealed class DnsTests
{
    private const string Zone = "/dns/v1/projects/mesh-demo/managedZones/example-test";

    [Fact]
    public async Task A_change_applies_all_or_nothing()
    {
        await using var server = await StartAsync();
        var error = await server.ErrorAsync(HttpStatusCode.NotFound, "POST", Zone + "/changes", """
            {"additions":[{"name":"a.example.test.","type":"A","ttl":60,"rrdatas":["198.51.100.1"]}],"deletions":[{"name":"b.example.test.","type":"A","ttl":60,"rrdatas":["198.51.100.2"]}]}
            """);
        Assert.Contains("entity.change.deletions[0]", error["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Null(server.Cloud.ResolveA("a.example.test"));
    }

    [Fact]
    public async Task A_deletion_must_match_exactly()
    {
        await using var server = await StartAsync();
        await server.OkAsync("POST", Zone + "/rrsets", """{"name":"a.example.test.","type":"A","ttl":60,"rrdatas":["198.51.100.1"]}""");
        await server.ErrorAsync(HttpStatusCode.PreconditionFailed, "POST", Zone + "/changes", """{"deletions":[{"name":"a.example.test.","type":"A","ttl":61,"rrdatas":["198.51.100.1"]}]}""");
        Assert.Equal("198.51.100.1", server.Cloud.ResolveA("a.example.test"));
    }

    [Theory]
    [InlineData("a.example.test", "A", "198.51.100.1")]
    [InlineData("a.other.test.", "A", "198.51.100.1")]
    [InlineData("a.example.test.", "A", "198.51.100")]
    [InlineData("a.example.test.", "CNAME", "b.example.test")]
    public async Task A_record_that_no_name_server_could_serve_is_refused(string name, string type, string value)
    {
        await using var server = await StartAsync();
        await server.ErrorAsync(HttpStatusCode.BadRequest, "POST", Zone + "/rrsets", $$"""{"name":"{{name}}","type":"{{type}}","ttl":60,"rrdatas":["{{value}}"]}""");
    }

    [Fact]
    public async Task Names_resolve_through_aliases_and_wildcards()
    {
        await using var server = await StartAsync();
        await server.OkAsync("POST", Zone + "/rrsets", """{"name":"*.example.test.","type":"A","ttl":60,"rrdatas":["198.51.100.1"]}""");
        await server.OkAsync("POST", Zone + "/rrsets", """{"name":"www.example.test.","type":"CNAME","ttl":60,"rrdatas":["anything.example.test."]}""");
        Assert.Equal("198.51.100.1", server.Cloud.ResolveA("WWW.example.test."));
        Assert.Null(server.Cloud.ResolveA("example.test"));
    }

    private static async Task<CloudServer> StartAsync()
    {
        var server = await CloudServer.StartAsync();
        server.Cloud.EnsureZone(CloudServer.Project, "example.test");
        return server;
    }
}

using System.Net;

namespace MeshHost.Tests.Emulator.Google;

public sealed class RequestTests
{
    private const string Compute = "/compute/v1/projects/mesh-demo";

    [Fact]
    public async Task Unknown_fields_are_refused_by_name()
    {
        await using var server = await CloudServer.StartAsync();
        var error = await server.ErrorAsync(HttpStatusCode.BadRequest, "POST", $"{Compute}/global/networks", """{"name":"vpc","autoCreateSubnetworks":false,"routing":{"mode":"x"}}""");
        Assert.Contains("Unknown name \"routing\": Cannot find field.", error["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"name":"vpc","autoCreateSubnetworks":"no"}""", "auto_create_subnetworks")]
    [InlineData("""{"name":"vpc","autoCreateSubnetworks":false,"routingConfig":{"routingMode":"LOCAL"}}""", "routing_config.routing_mode")]
    [InlineData("""{"name":"Vpc","autoCreateSubnetworks":false}""", "resource.name")]
    [InlineData("""{"name":"vpc"}""", "autoCreateSubnetworks")]
    public async Task A_wrong_value_is_refused_with_the_field(string body, string field)
    {
        await using var server = await CloudServer.StartAsync();
        var error = await server.ErrorAsync(HttpStatusCode.BadRequest, "POST", $"{Compute}/global/networks", body);
        Assert.Contains(field, error["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_query_parameters_are_refused()
    {
        await using var server = await CloudServer.StartAsync();
        var error = await server.ErrorAsync(HttpStatusCode.BadRequest, "GET", $"{Compute}/global/networks?limit=5");
        Assert.Contains("Unknown name \"limit\"", error["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/compute/v1/projects/mesh-demo/global/urlMaps", HttpStatusCode.NotFound)]
    [InlineData("POST", "/compute/v1/projects/mesh-demo/global/healthChecks", HttpStatusCode.NotImplemented)]
    [InlineData("PUT", "/compute/v1/projects/mesh-demo/global/networks/vpc", HttpStatusCode.MethodNotAllowed)]
    public async Task What_is_not_modelled_is_never_accepted(string verb, string path, HttpStatusCode expected)
    {
        await using var server = await CloudServer.StartAsync();
        await server.ErrorAsync(expected, verb, path);
    }

    [Fact]
    public async Task A_missing_resource_is_404_without_status_in_compute_and_with_status_elsewhere()
    {
        await using var server = await CloudServer.StartAsync();
        var compute = await server.ErrorAsync(HttpStatusCode.NotFound, "GET", $"{Compute}/global/networks/none");
        Assert.Equal("The resource 'projects/mesh-demo/global/networks/none' was not found", compute["message"]!.GetValue<string>());
        Assert.Equal("notFound", compute["errors"]![0]!["reason"]!.GetValue<string>());
        Assert.Null(compute["status"]);

        var container = await server.ErrorAsync(HttpStatusCode.NotFound, "GET", "/v1/projects/mesh-demo/locations/us-central1-a/clusters/none");
        Assert.Equal("Not found: projects/mesh-demo/zones/us-central1-a/clusters/none.", container["message"]!.GetValue<string>());
        Assert.Equal("NOT_FOUND", container["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_disabled_service_is_403_with_the_service_in_its_details()
    {
        await using var server = await CloudServer.StartAsync(o => o with { EnabledServices = [] });
        var error = await server.ErrorAsync(HttpStatusCode.Forbidden, "GET", "/v1/projects/mesh-demo/locations/-/clusters");
        Assert.Equal("SERVICE_DISABLED", error["details"]![0]!["reason"]!.GetValue<string>());
        Assert.Equal("container.googleapis.com", error["details"]![0]!["metadata"]!["service"]!.GetValue<string>());
    }

    [Fact]
    public async Task Lists_are_paged_filtered_and_reduced_to_the_wanted_fields()
    {
        await using var server = await CloudServer.StartAsync();
        foreach (var name in (string[])["a", "b", "c"])
        {
            await server.ComputeAsync("POST", "global/networks", $$"""{"name":"{{name}}","autoCreateSubnetworks":false}""");
        }

        var first = await server.OkAsync("GET", $"{Compute}/global/networks?maxResults=2&fields=items(name),nextPageToken");
        Assert.Equal("""[{"name":"a"},{"name":"b"}]""", first["items"]!.ToJsonString());
        var second = await server.OkAsync("GET", $"{Compute}/global/networks?maxResults=2&pageToken={Uri.EscapeDataString(first["nextPageToken"]!.GetValue<string>())}");
        Assert.Equal("c", Assert.Single(second["items"]!.AsArray())!["name"]!.GetValue<string>());
        Assert.Null(second["nextPageToken"]);
        var filtered = await server.OkAsync("GET", $"{Compute}/global/networks?filter={Uri.EscapeDataString("(name eq \"a|c\") (name != a)")}");
        Assert.Equal("c", Assert.Single(filtered["items"]!.AsArray())!["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_repeated_request_id_returns_the_first_operation()
    {
        await using var server = await CloudServer.StartAsync();
        const string Path = Compute + "/global/networks?requestId=4dd27d32-aae0-4d4d-a9b6-2b0a7d4b6b0e";
        const string Body = """{"name":"vpc","autoCreateSubnetworks":false}""";
        var first = await server.OkAsync("POST", Path, Body);
        var second = await server.OkAsync("POST", Path, Body);
        Assert.Equal(first["name"]!.GetValue<string>(), second["name"]!.GetValue<string>());
    }
}

using System.Net;
using MeshHost.Emulator.Google.Faults;

namespace MeshHost.Tests.Emulator.Google;

public sealed class ClusterTests
{
    private const string Clusters = "/v1/projects/mesh-demo/locations/us-central1-a/clusters";

    [Fact]
    public async Task A_busy_cluster_names_the_operation_to_wait_for()
    {
        await using var server = await CloudServer.StartAsync();
        await server.CreateFoundationAsync();
        await server.ContainerAsync("POST", "locations/us-central1-a/clusters", ClusterBodies.Create);

        server.Host.Hold = new TaskCompletionSource();
        var update = await server.OkAsync("PUT", $"{Clusters}/bookinfo-istio", """{"update":{"desiredReleaseChannel":{"channel":"STABLE"}}}""");
        var error = await server.ErrorAsync(HttpStatusCode.BadRequest, "DELETE", $"{Clusters}/bookinfo-istio");
        Assert.Equal($"Cluster is running incompatible operation {update["name"]!.GetValue<string>()}.", error["message"]!.GetValue<string>());
        Assert.Equal("FAILED_PRECONDITION", error["status"]!.GetValue<string>());
        Assert.Equal("RECONCILING", (await server.OkAsync("GET", $"{Clusters}/bookinfo-istio"))["status"]!.GetValue<string>());
        server.Host.Hold.SetResult();
        await server.PollAsync(new Uri(update["selfLink"]!.GetValue<string>()).AbsolutePath);
        Assert.Equal("RUNNING", (await server.OkAsync("GET", $"{Clusters}/bookinfo-istio"))["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_failed_creation_leaves_a_cluster_in_error_that_blocks_its_name_and_subnetwork()
    {
        await using var server = await CloudServer.StartAsync();
        await server.CreateFoundationAsync();
        server.Cloud.Faults.Add(FaultCatalog.Create("stockout", "container.projects.locations.clusters.create"));
        var operation = await server.ContainerAsync("POST", "locations/us-central1-a/clusters", ClusterBodies.Create);
        Assert.Equal(8, operation["error"]!["code"]!.GetValue<int>());
        Assert.Contains("does not have enough resources", operation["statusMessage"]!.GetValue<string>(), StringComparison.Ordinal);

        var cluster = await server.OkAsync("GET", $"{Clusters}/bookinfo-istio");
        Assert.Equal(("ERROR", "GCE_STOCKOUT"), (cluster["status"]!.GetValue<string>(), cluster["conditions"]![0]!["code"]!.GetValue<string>()));
        Assert.Empty(server.Host.Running);
        await server.ErrorAsync(HttpStatusCode.Conflict, "POST", Clusters, ClusterBodies.Create);
        await server.ErrorAsync(HttpStatusCode.BadRequest, "DELETE", "/compute/v1/projects/mesh-demo/regions/us-central1/subnetworks/subnet");
        await server.ContainerAsync("DELETE", ClusterBodies.Path);
        Assert.Null((await server.ContainerAsync("POST", "locations/us-central1-a/clusters", ClusterBodies.Create))["error"]);
    }

    [Theory]
    [InlineData("\"nodes-sa@", "\"other@", "Service account")]
    [InlineData("e2-standard-4", "e2-standard-5", "Machine type")]
    [InlineData("mesh-demo.svc.id.goog", "other.svc.id.goog", "workload pool")]
    [InlineData("172.16.0.0/28", "10.20.0.0/28", "conflicts with")]
    [InlineData("172.16.0.0/28", "172.16.0.0/24", "/28")]
    [InlineData("\"pods\"", "\"none\"", "secondary range")]
    [InlineData("networks/vpc", "networks/none", "has no network named")]
    [InlineData("\"defaultEnablePrivateNodes\":true", "\"defaultEnablePrivateNodes\":false", "must be equal")]
    [InlineData("203.0.113.0/24", "office", "is not a CIDR block")]
    public async Task What_Google_would_refuse_is_refused_before_anything_is_made(string valid, string invalid, string expected)
    {
        await using var server = await CloudServer.StartAsync();
        await server.CreateFoundationAsync();
        var error = await server.ErrorAsync(HttpStatusCode.BadRequest, "POST", Clusters, ClusterBodies.Create.Replace(valid, invalid, StringComparison.Ordinal));
        Assert.Contains(expected, error["message"]!.GetValue<string>(), StringComparison.Ordinal);
        await server.ErrorAsync(HttpStatusCode.NotFound, "GET", $"{Clusters}/bookinfo-istio");
    }

    [Fact]
    public async Task Nodes_beyond_the_regions_quota_are_refused_with_metric_and_limit()
    {
        await using var server = await CloudServer.StartAsync(o => o with { Quotas = new Dictionary<string, double> { ["CPUS"] = 8 } });
        await server.CreateFoundationAsync();
        var error = await server.ErrorAsync(HttpStatusCode.Forbidden, "POST", Clusters, ClusterBodies.Create);
        Assert.Contains("resource \"CPUS\": request requires '12.0' and is short '4.0'", error["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_update_takes_one_field_and_mirrors_both_spellings_of_authorized_networks()
    {
        await using var server = await CloudServer.StartAsync();
        await server.CreateFoundationAsync();
        await server.ContainerAsync("POST", "locations/us-central1-a/clusters", ClusterBodies.Create);
        var error = await server.ErrorAsync(
            HttpStatusCode.BadRequest, "PUT", $"{Clusters}/bookinfo-istio", """{"update":{"desiredReleaseChannel":{"channel":"STABLE"},"desiredLoggingService":"none"}}""");
        Assert.Contains("At most one field", error["message"]!.GetValue<string>(), StringComparison.Ordinal);

        await server.ContainerAsync("PUT", ClusterBodies.Path, """
            {"update":{"desiredControlPlaneEndpointsConfig":{"ipEndpointsConfig":{"authorizedNetworksConfig":{"enabled":true,"cidrBlocks":[{"cidrBlock":"198.51.100.0/24"}]}}}}}
            """);
        var cluster = await server.OkAsync("GET", $"{Clusters}/bookinfo-istio");
        Assert.Equal("198.51.100.0/24", cluster["masterAuthorizedNetworksConfig"]!["cidrBlocks"]![0]!["cidrBlock"]!.GetValue<string>());
        Assert.Equal(["198.51.100.0/24"], Assert.Single(server.Host.Running).Value.AuthorizedNetworks!);
    }

    [Fact]
    public async Task The_size_of_a_pool_changes_the_nodes_but_not_its_initial_count()
    {
        await using var server = await CloudServer.StartAsync();
        await server.CreateFoundationAsync();
        await server.ContainerAsync("POST", "locations/us-central1-a/clusters", ClusterBodies.Create);
        await server.ContainerAsync("POST", $"{ClusterBodies.Path}/nodePools/default:setSize", """{"nodeCount":5}""");
        var cluster = await server.OkAsync("GET", $"{Clusters}/bookinfo-istio");
        Assert.Equal((5, 3), (cluster["currentNodeCount"]!.GetValue<int>(), cluster["nodePools"]![0]!["initialNodeCount"]!.GetValue<int>()));
        Assert.Equal(5, Assert.Single(server.Host.Running).Value.NodePools[0].Count);
    }

    [Fact]
    public async Task Labels_need_the_current_fingerprint()
    {
        await using var server = await CloudServer.StartAsync();
        await server.CreateFoundationAsync();
        await server.ContainerAsync("POST", "locations/us-central1-a/clusters", ClusterBodies.Create);
        await server.ErrorAsync(HttpStatusCode.PreconditionFailed, "POST", $"{Clusters}/bookinfo-istio:setResourceLabels", """{"labelFingerprint":"00000000","resourceLabels":{"a":"b"}}""");
        var fingerprint = (await server.OkAsync("GET", $"{Clusters}/bookinfo-istio"))["labelFingerprint"]!.GetValue<string>();
        await server.ContainerAsync("POST", $"{ClusterBodies.Path}:setResourceLabels", $$"""{"labelFingerprint":"{{fingerprint}}","resourceLabels":{"a":"b"} }""");
        Assert.Equal("""{"a":"b"}""", (await server.OkAsync("GET", $"{Clusters}/bookinfo-istio"))["resourceLabels"]!.ToJsonString());
    }
}

using System.Net;

namespace MeshHost.Tests.Emulator.Google;

public sealed class NetworkTests
{
    private const string Compute = "/compute/v1/projects/mesh-demo";
    private const string Subnet = Compute + "/regions/us-central1/subnetworks/subnet";

    [Fact]
    public async Task A_subnetwork_in_use_is_refused_at_once_and_a_network_in_use_in_its_operation()
    {
        await using var server = await CloudServer.StartAsync();
        await server.CreateFoundationAsync();
        await server.ContainerAsync("POST", "locations/us-central1-a/clusters", ClusterBodies.Create);
        var subnet = await server.ErrorAsync(HttpStatusCode.BadRequest, "DELETE", Subnet);
        Assert.Equal("resourceInUseByAnotherResource", subnet["errors"]![0]!["reason"]!.GetValue<string>());

        var operation = await server.ComputeAsync("DELETE", "global/networks/vpc");
        Assert.Equal("RESOURCE_IN_USE_BY_ANOTHER_RESOURCE", operation["error"]!["errors"]![0]!["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_fingerprint_is_compared_as_bytes()
    {
        await using var server = await CloudServer.StartAsync();
        await server.CreateFoundationAsync();
        for (var i = 0; i < 20; i++)
        {
            // gcloud sends base64url; some fingerprints have characters that differ between the alphabets.
            var fingerprint = (await server.OkAsync("GET", Subnet))["fingerprint"]!.GetValue<string>().Replace('+', '-').Replace('/', '_');
            var patched = await server.ComputeAsync("PATCH", "regions/us-central1/subnetworks/subnet", $$"""{"fingerprint":"{{fingerprint}}","logConfig":{"enable":{{(i % 2 == 0 ? "true" : "false")}} } }""");
            Assert.Null(patched["error"]);
        }

        var error = await server.ErrorAsync(HttpStatusCode.PreconditionFailed, "PATCH", Subnet, """{"fingerprint":"AAAAAAAAAAA=","logConfig":{"enable":true}}""");
        Assert.Equal("conditionNotMet", error["errors"]![0]!["reason"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("10.10.8.0/24", "conflicts with existing subnetwork 'subnet'")]
    [InlineData("10.20.4.0/24", "conflicts with existing subnetwork 'subnet'")]
    [InlineData("10.40.0.1/24", "Must be a CIDR address range")]
    public async Task Ranges_that_overlap_or_are_no_ranges_are_refused(string range, string expected)
    {
        await using var server = await CloudServer.StartAsync();
        await server.CreateFoundationAsync();
        var error = await server.ErrorAsync(
            HttpStatusCode.BadRequest, "POST", Compute + "/regions/europe-west1/subnetworks", $$"""{"name":"other","network":"global/networks/vpc","ipCidrRange":"{{range}}"}""");
        Assert.Contains(expected, error["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Patching_a_router_replaces_its_nats_as_a_whole()
    {
        await using var server = await CloudServer.StartAsync();
        await server.CreateFoundationAsync();
        const string Path = "regions/us-central1/routers";
        await server.ComputeAsync("POST", Path, """
            {"name":"router","network":"global/networks/vpc","nats":[{"name":"one","natIpAllocateOption":"AUTO_ONLY","sourceSubnetworkIpRangesToNat":"ALL_SUBNETWORKS_ALL_IP_RANGES"}]}
            """);
        await server.ComputeAsync("PATCH", Path + "/router", """{"description":"kept"}""");
        Assert.Single((await server.OkAsync("GET", $"{Compute}/{Path}/router"))["nats"]!.AsArray());
        await server.ComputeAsync("PATCH", Path + "/router", """{"nats":[]}""");
        Assert.Null((await server.OkAsync("GET", $"{Compute}/{Path}/router"))["nats"]);
    }

    [Fact]
    public async Task A_resource_that_is_still_being_made_cannot_be_used_yet()
    {
        await using var server = await CloudServer.StartAsync(o => o with { TimeScale = 1 });
        await server.OkAsync("POST", Compute + "/global/networks", """{"name":"vpc","autoCreateSubnetworks":false}""");
        var error = await server.ErrorAsync(HttpStatusCode.BadRequest, "POST", Compute + "/regions/us-central1/routers", """{"name":"router","network":"global/networks/vpc"}""");
        Assert.Equal("resourceNotReady", error["errors"]![0]!["reason"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_deny_rule_of_the_lower_priority_number_wins()
    {
        await using var server = await CloudServer.StartAsync();
        await server.CreateFoundationAsync();
        await server.ComputeAsync("POST", "global/firewalls", """{"name":"web","network":"global/networks/vpc","allowed":[{"IPProtocol":"tcp","ports":["80","8000-8100"]}]}""");
        Assert.True(server.Cloud.IsIngressAllowed("mesh-demo", "vpc", "198.51.100.7", 8080));
        Assert.False(server.Cloud.IsIngressAllowed("mesh-demo", "vpc", "198.51.100.7", 443));
        Assert.False(server.Cloud.IsIngressAllowed("mesh-demo", "vpc", "198.51.100.7", 80, "udp"));
        await server.ComputeAsync("POST", "global/firewalls", """{"name":"no","network":"global/networks/vpc","priority":900,"denied":[{"IPProtocol":"tcp"}],"sourceRanges":["198.51.100.0/24"]}""");
        Assert.False(server.Cloud.IsIngressAllowed("mesh-demo", "vpc", "198.51.100.7", 80));
        Assert.True(server.Cloud.IsIngressAllowed("mesh-demo", "vpc", "203.0.113.7", 80));
    }

    [Fact]
    public async Task The_load_balancer_of_a_service_outlives_its_cluster_and_holds_the_network()
    {
        await using var server = await CloudServer.StartAsync();
        await server.CreateFoundationAsync();
        await server.ContainerAsync("POST", "locations/us-central1-a/clusters", ClusterBodies.Create);
        var balancer = server.Cloud.CreateLoadBalancer("mesh-demo", "us-central1", "vpc", "id/istio-ingress/gateway", [new(80), new(443)]);
        Assert.StartsWith("198.51.100.", balancer.IpAddress, StringComparison.Ordinal);
        await server.ContainerAsync("DELETE", ClusterBodies.Path);
        await server.ComputeAsync("DELETE", "regions/us-central1/subnetworks/subnet");

        var blocked = await server.ComputeAsync("DELETE", "global/networks/vpc");
        Assert.Contains("k8s-", blocked["error"]!["errors"]![0]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(balancer.Name, Assert.Single(server.Cloud.LoadBalancers()).Name);
        Assert.True(server.Cloud.DeleteLoadBalancer("mesh-demo", "us-central1", "id/istio-ingress/gateway"));
        Assert.Null((await server.ComputeAsync("DELETE", "global/networks/vpc"))["error"]);
        Assert.Equal(["iam/projects/mesh-demo/serviceAccounts/nodes-sa@mesh-demo.iam.gserviceaccount.com"], server.Cloud.Inventory());
    }
}

using System.Net;

namespace MeshHost.Tests.Emulator.Google;

public sealed class RolloutTests
{
    [Fact]
    public async Task Everything_of_the_how_to_is_created_and_removed_again()
    {
        await using var server = await CloudServer.StartAsync();
        await server.CreateFoundationAsync();
        await server.ComputeAsync("POST", "regions/us-central1/routers", """
            {"name":"router","network":"global/networks/vpc","nats":[{"name":"nat","natIpAllocateOption":"AUTO_ONLY","sourceSubnetworkIpRangesToNat":"ALL_SUBNETWORKS_ALL_IP_RANGES"}]}
            """);
        await server.ComputeAsync("POST", "global/firewalls", """
            {"name":"webhooks","network":"global/networks/vpc","allowed":[{"IPProtocol":"tcp","ports":["8443","10250","15017"]}],"sourceRanges":["172.16.0.0/28"],
             "targetServiceAccounts":["nodes-sa@mesh-demo.iam.gserviceaccount.com"]}
            """);
        var created = await server.ContainerAsync("POST", "locations/us-central1-a/clusters", ClusterBodies.Create);
        Assert.Null(created["error"]);
        var cluster = await server.OkAsync("GET", $"/v1/projects/mesh-demo/{ClusterBodies.Path}");

        Assert.Equal("RUNNING", cluster["status"]!.GetValue<string>());
        Assert.Equal("127.0.0.1:43211", cluster["endpoint"]!.GetValue<string>());
        Assert.Equal("10.20.0.0/16", cluster["clusterIpv4Cidr"]!.GetValue<string>());
        Assert.Equal(3, cluster["currentNodeCount"]!.GetValue<int>());
        var spec = Assert.Single(server.Host.Running).Value;
        Assert.Equal(("10.10.0.0/20", "172.16.0.0/28"), (spec.NodeCidr, spec.ControlPlaneCidr));
        Assert.True(server.Cloud.IsIngressAllowed("mesh-demo", "vpc", "172.16.0.0/28", 15017, targetServiceAccount: "nodes-sa@mesh-demo.iam.gserviceaccount.com"));
        Assert.True(server.Cloud.IsIngressAllowed("mesh-demo", "vpc", "172.16.0.0/28", 443));
        Assert.False(server.Cloud.IsIngressAllowed("mesh-demo", "vpc", "172.16.0.0/28", 15012, targetServiceAccount: "nodes-sa@mesh-demo.iam.gserviceaccount.com"));

        await server.ContainerAsync("DELETE", ClusterBodies.Path);
        Assert.Empty(server.Host.Running);
        foreach (var path in (string[])["global/firewalls/webhooks", "regions/us-central1/routers/router", "regions/us-central1/subnetworks/subnet", "global/networks/vpc"])
        {
            var deleted = await server.ComputeAsync("DELETE", path);
            Assert.True(deleted["error"] is null, $"{path}: {deleted}");
        }

        await server.ErrorAsync(HttpStatusCode.NotFound, "GET", "/compute/v1/projects/mesh-demo/global/networks/vpc");
        foreach (var list in (string[])["global/firewalls", "global/routes", "aggregated/instances"])
        {
            var answer = await server.OkAsync("GET", $"/compute/v1/projects/mesh-demo/{list}");
            Assert.DoesNotContain("selfLink\":\"https://www.googleapis.com/compute/v1/projects/mesh-demo/zones", answer.ToJsonString(), StringComparison.Ordinal);
            Assert.True(list.StartsWith("aggregated", StringComparison.Ordinal) || answer["items"] is null, answer.ToString());
        }
    }
}

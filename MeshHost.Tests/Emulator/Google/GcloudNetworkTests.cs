using System.Text.Json.Nodes;

namespace MeshHost.Tests.Emulator.Google;

public sealed class GcloudNetworkTests
{
    private const string Region = "--region us-central1";

    [Fact]
    public async Task Gcloud_creates_inspects_changes_and_deletes_networks_subnets_routers_nats_and_firewall_rules()
    {
        Gcloud.SkipWhenMissing();
        await using var server = await CloudServer.StartAsync();
        using var gcloud = new Gcloud(server.Address);

        var network = await gcloud.JsonAsync("compute networks create vpc --subnet-mode=custom --bgp-routing-mode=regional");
        Assert.Equal("CUSTOM", network![0]!["x_gcloud_subnet_mode"]!.GetValue<string>());
        Assert.Contains("already exists", await gcloud.FailAsync("compute networks create vpc --subnet-mode=custom"), StringComparison.Ordinal);

        await gcloud.RunAsync($"compute networks subnets create subnet --network vpc {Region} --range 10.10.0.0/20 --secondary-range pods=10.20.0.0/16,services=10.30.0.0/20 --enable-private-ip-google-access");
        await gcloud.RunAsync($"compute networks subnets update subnet {Region} --add-secondary-ranges more=10.50.0.0/20");
        await gcloud.RunAsync($"compute networks subnets update subnet {Region} --remove-secondary-ranges more");
        await gcloud.RunAsync($"compute networks subnets update subnet {Region} --no-enable-private-ip-google-access");
        await gcloud.RunAsync($"compute networks subnets expand-ip-range subnet {Region} --prefix-length 19");
        var subnet = await gcloud.JsonAsync($"compute networks subnets describe subnet {Region}");
        Assert.Equal(("10.10.0.0/19", false, 2), (subnet!["ipCidrRange"]!.GetValue<string>(), subnet["privateIpGoogleAccess"]!.GetValue<bool>(), subnet["secondaryIpRanges"]!.AsArray().Count));
        Assert.Single((await gcloud.JsonAsync("compute networks subnets list --filter=network~vpc"))!.AsArray());
        Assert.Single((await gcloud.JsonAsync("compute networks describe vpc"))!["subnetworks"]!.AsArray());

        await gcloud.RunAsync($"compute routers create router --network vpc {Region}");
        await gcloud.RunAsync($"compute routers nats create nat --router router {Region} --auto-allocate-nat-external-ips --nat-all-subnet-ip-ranges --enable-logging --log-filter ERRORS_ONLY");
        await gcloud.RunAsync($"compute routers nats update nat --router router {Region} --log-filter ALL");
        var nat = await gcloud.JsonAsync($"compute routers nats describe nat --router router {Region}");
        Assert.Equal("ALL", nat!["logConfig"]!["filter"]!.GetValue<string>());
        Assert.Single((await gcloud.JsonAsync("compute routers list"))!.AsArray());

        await gcloud.RunAsync("compute firewall-rules create webhooks --network vpc --allow tcp:8443,tcp:10250,tcp:15017 --source-ranges 172.16.0.0/28 --target-service-accounts nodes@mesh-demo.iam.gserviceaccount.com");
        await gcloud.RunAsync("compute firewall-rules create ingress --network vpc --allow tcp:80,tcp:443");
        await gcloud.RunAsync("compute firewall-rules update ingress --rules tcp:80,tcp:443,tcp:15021 --source-ranges 0.0.0.0/0");
        var rule = await gcloud.JsonAsync("compute firewall-rules describe ingress");
        Assert.Equal(3, rule!["allowed"]!.AsArray().Count);
        Assert.Equal(2, (await gcloud.JsonAsync("compute firewall-rules list --filter=network~vpc"))!.AsArray().Count);

        Assert.Contains("is already being used by", await gcloud.FailAsync("compute networks delete vpc"), StringComparison.Ordinal);
        await gcloud.RunAsync("compute firewall-rules delete webhooks ingress");
        await gcloud.RunAsync($"compute routers nats delete nat --router router {Region}");
        await gcloud.RunAsync($"compute routers delete router {Region}");
        await gcloud.RunAsync($"compute networks subnets delete subnet {Region}");
        await gcloud.RunAsync("compute networks delete vpc");

        Assert.Empty((await gcloud.JsonAsync("compute networks list"))!.AsArray());
        foreach (var leftovers in (string[])["addresses", "forwarding-rules", "network-endpoint-groups", "disks", "instances"])
        {
            Assert.Empty((JsonArray)(await gcloud.JsonAsync($"compute {leftovers} list"))!);
        }
    }
}

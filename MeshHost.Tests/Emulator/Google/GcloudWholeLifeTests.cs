using System.Text.Json.Nodes;

namespace MeshHost.Tests.Emulator.Google;

/// <summary>The real gcloud through the whole life of a project: everything is created, inspected, changed and deleted by it alone.</summary>
public sealed class GcloudWholeLifeTests
{
    private const string Region = "--region us-central1";

    private const string Zone = "--zone us-central1-a";

    private const string Account = "nodes-sa@mesh-demo.iam.gserviceaccount.com";

    [Fact]
    public async Task Gcloud_makes_a_cluster_from_an_empty_project_and_leaves_it_empty()
    {
        Gcloud.SkipWhenMissing();
        await using var server = await CloudServer.StartAsync(o => o with { EnabledServices = [] });
        using var gcloud = new Gcloud(server.Address);
        await gcloud.RunAsync("services enable compute.googleapis.com container.googleapis.com iam.googleapis.com cloudresourcemanager.googleapis.com dns.googleapis.com");
        await CreateAsync(gcloud);
        await InspectAsync(gcloud);
        await ChangeAsync(gcloud);
        await DeleteAsync(gcloud);

        Assert.Empty(server.Cloud.Inventory());
    }

    private static async Task CreateAsync(Gcloud gcloud)
    {
        await gcloud.RunAsync("compute networks create vpc --subnet-mode=custom");
        await gcloud.RunAsync($"compute networks subnets create subnet --network vpc {Region} --range 10.10.0.0/20 --secondary-range pods=10.20.0.0/16,services=10.30.0.0/20 --enable-private-ip-google-access");
        await gcloud.RunAsync($"compute routers create router --network vpc {Region}");
        await gcloud.RunAsync($"compute routers nats create nat --router router {Region} --auto-allocate-nat-external-ips --nat-all-subnet-ip-ranges --enable-logging --log-filter ERRORS_ONLY");
        await gcloud.RunAsync("compute firewall-rules create webhooks --network vpc --allow tcp:8443,tcp:10250,tcp:15017 --source-ranges 172.16.0.0/28");
        await gcloud.RunAsync("compute firewall-rules create ingress --network vpc --allow tcp:80,tcp:443");
        await gcloud.RunAsync("compute firewall-rules create sidecars --network vpc --allow tcp:15001,tcp:15006");
        await gcloud.RunAsync("iam service-accounts create nodes-sa --display-name Nodes");
        await gcloud.RunAsync($"projects add-iam-policy-binding mesh-demo --member serviceAccount:{Account} --role roles/logging.logWriter --condition=None");
        await gcloud.RunAsync($"""
            container clusters create mesh {Zone} --network vpc --subnetwork subnet --enable-ip-alias --cluster-secondary-range-name pods
            --services-secondary-range-name services --enable-private-nodes --master-ipv4-cidr 172.16.0.0/28 --num-nodes 1 --service-account {Account}
            """);
        await gcloud.RunAsync("dns managed-zones create demo --dns-name example.test. --description demo --visibility public");
    }

    private static async Task InspectAsync(Gcloud gcloud)
    {
        Assert.Equal("RUNNING", (await gcloud.RunAsync($"container clusters describe mesh {Zone} --format=value(status)")).Trim());
        Assert.Equal("vpc", (await gcloud.RunAsync("compute networks list --format=value(name)")).Trim());

        // Three rules in pages of one; a filter is evaluated by the server, the rest by gcloud.
        var names = await gcloud.RunAsync("compute firewall-rules list --filter=name:(ingress,sidecars,webhooks) --page-size=1 --sort-by=name --format=value(name)");
        Assert.Equal(["ingress", "sidecars", "webhooks"], names.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Single((await gcloud.JsonAsync("compute firewall-rules list --filter=direction=INGRESS --limit=1"))!.AsArray());
        Assert.Contains("container.googleapis.com", await gcloud.RunAsync("services list --enabled --format=value(config.name) --page-size=2"), StringComparison.Ordinal);
        var operations = (await gcloud.JsonAsync($"container operations list {Zone}"))!.AsArray();
        var creation = operations.Single(o => o!["operationType"]!.GetValue<string>() == "CREATE_CLUSTER")!["name"]!.GetValue<string>();
        await gcloud.RunAsync($"container operations wait {creation} {Zone}");
        Assert.Equal("DONE", (await gcloud.JsonAsync($"container operations describe {creation} {Zone}"))!["status"]!.GetValue<string>());
        Assert.NotEmpty((await gcloud.JsonAsync("compute operations list --filter=operationType=insert"))!.AsArray());
        await gcloud.RunAsync($"container clusters get-credentials mesh {Zone}");
        Assert.Contains("gke_mesh-demo_us-central1-a_mesh", await File.ReadAllTextAsync(Path.Combine(gcloud.Folder, "kubeconfig"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static async Task ChangeAsync(Gcloud gcloud)
    {
        await gcloud.RunAsync("compute networks update vpc --bgp-routing-mode=global");
        await gcloud.RunAsync($"compute networks subnets update subnet {Region} --add-secondary-ranges more=10.50.0.0/20");
        await gcloud.RunAsync($"compute routers nats update nat --router router {Region} --log-filter ALL");
        await gcloud.RunAsync("compute firewall-rules update ingress --disabled");
        await gcloud.RunAsync($"container clusters update mesh {Zone} --update-labels env=prod");
        await gcloud.RunAsync($"container node-pools create second --cluster mesh {Zone} --num-nodes 1 --spot");
        Assert.Equal("GLOBAL", (await gcloud.RunAsync("compute networks describe vpc --format=value(routingConfig.routingMode)")).Trim());
        Assert.Equal("prod", (await gcloud.RunAsync($"container clusters describe mesh {Zone} --format=value(resourceLabels.env)")).Trim());

        // Transactions: what is added and removed in one, and one that is given up.
        var transaction = $"--zone demo --transaction-file {gcloud.Folder}/transaction.yaml";
        await gcloud.RunAsync($"dns record-sets transaction start {transaction}");
        await gcloud.RunAsync($"dns record-sets transaction add 198.51.100.1 --name a.example.test. --type A --ttl 300 {transaction}");
        await gcloud.RunAsync($"dns record-sets transaction execute {transaction}");
        await gcloud.RunAsync($"dns record-sets transaction start {transaction}");
        await gcloud.RunAsync($"dns record-sets transaction remove 198.51.100.1 --name a.example.test. --type A --ttl 300 {transaction}");
        await gcloud.RunAsync($"dns record-sets transaction add 198.51.100.2 --name b.example.test. --type A --ttl 60 {transaction}");
        Assert.Contains("b.example.test.", await gcloud.RunAsync($"dns record-sets transaction describe {transaction}"), StringComparison.Ordinal);
        await gcloud.RunAsync($"dns record-sets transaction execute {transaction}");
        await gcloud.RunAsync($"dns record-sets transaction start {transaction}");
        await gcloud.RunAsync($"dns record-sets transaction abort {transaction}");
        var records = (JsonArray)(await gcloud.JsonAsync("dns record-sets list --zone demo --filter=type=A"))!;
        Assert.Equal("b.example.test.", Assert.Single(records)!["name"]!.GetValue<string>());
        Assert.Equal(2, (await gcloud.JsonAsync("dns record-sets changes list --zone demo"))!.AsArray().Count);
    }

    private static async Task DeleteAsync(Gcloud gcloud)
    {
        await gcloud.RunAsync("dns record-sets delete b.example.test. --zone demo --type A");
        await gcloud.RunAsync("dns managed-zones delete demo");
        await gcloud.RunAsync($"container node-pools delete second --cluster mesh {Zone}");
        await gcloud.RunAsync($"container clusters delete mesh {Zone}");
        await gcloud.RunAsync($"projects remove-iam-policy-binding mesh-demo --member serviceAccount:{Account} --role roles/logging.logWriter --condition=None");
        await gcloud.RunAsync($"iam service-accounts delete {Account}");

        // Three at once go in one batch request, and so do the waits for them.
        await gcloud.RunAsync("compute firewall-rules delete webhooks ingress sidecars");
        await gcloud.RunAsync($"compute routers delete router {Region}");
        await gcloud.RunAsync($"compute networks subnets delete subnet {Region}");
        await gcloud.RunAsync("compute networks delete vpc");
        await gcloud.FailAsync("compute networks describe vpc");
    }
}

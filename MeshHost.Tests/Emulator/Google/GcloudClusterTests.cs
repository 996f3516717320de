namespace MeshHost.Tests.Emulator.Google;

public sealed class GcloudClusterTests
{
    private const string Zone = "--zone us-central1-a";

    private const string Create = $"""
        container clusters create bookinfo-istio {Zone} --network vpc --subnetwork subnet --enable-ip-alias
        --cluster-secondary-range-name pods --services-secondary-range-name services --enable-private-nodes --master-ipv4-cidr 172.16.0.0/28
        --enable-master-authorized-networks --master-authorized-networks 203.0.113.0/24 --workload-pool mesh-demo.svc.id.goog --addons HttpLoadBalancing
        --release-channel regular --num-nodes 1 --machine-type e2-standard-4 --disk-type pd-balanced --disk-size 50
        --service-account nodes-sa@mesh-demo.iam.gserviceaccount.com --scopes cloud-platform --logging SYSTEM,WORKLOAD --monitoring SYSTEM --labels managed-by=meshhost
        """;

    [Fact]
    public async Task Gcloud_creates_inspects_changes_and_deletes_a_cluster_and_its_node_pools()
    {
        Gcloud.SkipWhenMissing();
        await using var server = await CloudServer.StartAsync();
        await server.CreateFoundationAsync();
        using var gcloud = new Gcloud(server.Address);

        Assert.Equal("RUNNING", (await gcloud.JsonAsync(Create))![0]!["status"]!.GetValue<string>());
        Assert.Contains("Already exists", await gcloud.FailAsync(Create), StringComparison.Ordinal);
        await gcloud.RunAsync($"container clusters get-credentials bookinfo-istio {Zone}");
        var kubeconfig = await File.ReadAllTextAsync(Path.Combine(gcloud.Folder, "kubeconfig"), TestContext.Current.CancellationToken);
        Assert.Contains("server: https://127.0.0.1:43211", kubeconfig, StringComparison.Ordinal);
        Assert.NotNull(await gcloud.JsonAsync($"container get-server-config {Zone}"));

        const string Update = $"container clusters update bookinfo-istio {Zone}";
        await gcloud.RunAsync($"{Update} --enable-master-authorized-networks --master-authorized-networks 203.0.113.8/32");
        await gcloud.RunAsync($"{Update} --update-addons HttpLoadBalancing=ENABLED");
        await gcloud.RunAsync($"{Update} --workload-pool mesh-demo.svc.id.goog");
        await gcloud.RunAsync($"{Update} --update-labels env=prod");
        await gcloud.RunAsync($"{Update} --logging SYSTEM");
        await gcloud.RunAsync($"container clusters upgrade bookinfo-istio {Zone} --master --cluster-version 1.33.5-gke.1308000");
        await gcloud.RunAsync($"{Update} --release-channel stable");

        const string Pool = $"--cluster bookinfo-istio {Zone}";
        await gcloud.RunAsync($"container node-pools create mesh {Pool} --machine-type e2-standard-4 --num-nodes 2 --enable-autoscaling --min-nodes 1 --max-nodes 5 --node-labels role=mesh --tags gke-mesh --workload-metadata GKE_METADATA");
        await gcloud.RunAsync($"container node-pools update mesh {Pool} --node-labels role=mesh,tier=x");
        await gcloud.RunAsync($"container node-pools update mesh {Pool} --machine-type e2-standard-8");
        await gcloud.RunAsync($"container node-pools update mesh {Pool} --max-surge-upgrade 2 --max-unavailable-upgrade 1");
        await gcloud.RunAsync($"container node-pools update mesh {Pool} --enable-autoscaling --min-nodes 1 --max-nodes 6");
        await gcloud.RunAsync($"container clusters resize bookinfo-istio {Zone} --node-pool mesh --num-nodes 3");
        var pool = await gcloud.JsonAsync($"container node-pools describe mesh {Pool}");
        Assert.Equal(("e2-standard-8", "x", 6), (pool!["config"]!["machineType"]!.GetValue<string>(), pool["config"]!["labels"]!["tier"]!.GetValue<string>(), pool["autoscaling"]!["maxNodeCount"]!.GetValue<int>()));
        await gcloud.RunAsync($"container node-pools delete default-pool {Pool}");
        Assert.Single((await gcloud.JsonAsync($"container node-pools list {Pool}"))!.AsArray());
        Assert.Equal(3, (await gcloud.JsonAsync("compute instances list"))!.AsArray().Count);

        var cluster = await gcloud.JsonAsync($"container clusters describe bookinfo-istio {Zone}");
        Assert.Equal("203.0.113.8/32", cluster!["controlPlaneEndpointsConfig"]!["ipEndpointsConfig"]!["authorizedNetworksConfig"]!["cidrBlocks"]![0]!["cidrBlock"]!.GetValue<string>());
        Assert.Equal(("STABLE", "prod", "172.16.0.0/28"), (cluster["releaseChannel"]!["channel"]!.GetValue<string>(), cluster["resourceLabels"]!["env"]!.GetValue<string>(), cluster["privateClusterConfig"]!["masterIpv4CidrBlock"]!.GetValue<string>()));
        Assert.NotNull(await gcloud.JsonAsync($"beta container clusters describe bookinfo-istio {Zone}"));
        var operations = (await gcloud.JsonAsync($"container operations list {Zone}"))!.AsArray();
        await gcloud.RunAsync($"container operations wait {operations[0]!["name"]!.GetValue<string>()} {Zone}");

        await gcloud.RunAsync($"container clusters delete bookinfo-istio {Zone}");
        Assert.Empty((await gcloud.JsonAsync("container clusters list"))!.AsArray());
        Assert.Contains("Not found", await gcloud.FailAsync($"container clusters describe bookinfo-istio {Zone}"), StringComparison.Ordinal);
        Assert.Empty(server.Host.Running);
    }
}

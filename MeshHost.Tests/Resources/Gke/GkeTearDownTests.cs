using Aspire.Hosting;
using MeshHost.Emulator.Google;
using MeshHost.Emulator.Google.Faults;
using MeshHost.Gcp.Compute;
using MeshHost.Gcp.Dns;
using MeshHost.Kubernetes;

namespace MeshHost.Tests.Resources.Gke;

public sealed class GkeTearDownTests
{
    private const string P = GkeWorld.Project;

    [Fact]
    public async Task Nothing_is_left_after_a_tear_down_and_a_second_one_has_nothing_to_do()
    {
        await using var world = await GkeWorld.StartAsync();
        await world.UpOkAsync();

        var first = await world.DownAsync();
        world.Traffic.Clear();
        var second = await world.DownAsync();

        Assert.True(first.Succeeded, first.Describe());
        Assert.Empty(await world.InventoryAsync());
        Assert.True(second.Succeeded, second.Describe());
        Assert.Empty(world.Traffic.Changes);
    }

    [Fact]
    public async Task Load_balancers_that_GKE_left_behind_are_swept()
    {
        await using var world = await GkeWorld.StartAsync();
        await world.UpOkAsync();
        world.Google.CreateLoadBalancer(P, "us-central1", "bookinfo-istio-vpc", "cluster-id/istio-ingress/istio-ingressgateway", [new LoadBalancerPort(80), new LoadBalancerPort(443)]);

        var down = await world.DownAsync();

        Assert.True(down.Succeeded, down.Describe());
        Assert.Empty(await world.InventoryAsync());
    }

    [Fact]
    public async Task What_others_put_into_the_network_stops_its_deletion_and_is_named()
    {
        await using var world = await GkeWorld.StartAsync();
        var ct = TestContext.Current.CancellationToken;
        await world.UpOkAsync();
        var compute = world.Cloud.Compute;
        await compute.Operations.WaitAsync(P, await compute.Firewalls.InsertAsync(P, ComputeScope.Global, "data-team-ssh", new Firewall
        {
            Name = "data-team-ssh",
            Network = $"projects/{P}/global/networks/bookinfo-istio-vpc",
            Direction = "INGRESS",
            Allowed = [new() { IPProtocol = "tcp", Ports = ["22"] }],
            SourceRanges = ["10.0.0.0/8"],
        }, ct), null, ct);

        var down = await world.DownAsync();

        Assert.False(down.Succeeded);
        Assert.Contains("firewall rule 'data-team-ssh'", down.Nodes.Single(n => n.Node == "bookinfo-istio-network").Cause, StringComparison.Ordinal);
        Assert.Equal(["firewall data-team-ssh", "network bookinfo-istio-vpc"], (await world.InventoryAsync()).Order());
    }

    [Fact]
    public async Task Protected_cluster_stays_unless_it_is_named()
    {
        await using var world = await GkeWorld.StartAsync();
        await world.UpOkAsync();

        var before = await world.InventoryAsync();
        var refused = await world.DownAsync(c => c.WithDeletionProtection());
        var untouched = await world.InventoryAsync();
        var deleted = await world.DownAsync(c =>
        {
            c.WithDeletionProtection();
            c.ApplicationBuilder.Configuration["MeshHost:DeleteProtected"] = "bookinfo-istio";
        });

        Assert.Contains("--MeshHost:DeleteProtected=bookinfo-istio", refused.Nodes.Single(n => n.Node == "bookinfo-istio-cluster").Cause, StringComparison.Ordinal);
        Assert.Equal(before, untouched);
        Assert.All(refused.Nodes, n => Assert.False(n.Removed));
        Assert.Contains(
            "nothing was removed, because 'bookinfo-istio-cluster' must not be", refused.Nodes.Single(n => n.Node == "bookinfo-istio-nat").Cause, StringComparison.Ordinal);
        Assert.True(deleted.Succeeded, deleted.Describe());
    }

    [Fact]
    public async Task Balancers_and_disks_that_GKE_left_behind_are_counted_swept_and_gone()
    {
        await using var world = await GkeWorld.StartAsync();
        await world.UpOkAsync();
        world.Google.CreateLoadBalancer(P, "us-central1", "bookinfo-istio-vpc", "cluster-id/istio-ingress/istio-ingressgateway", [new LoadBalancerPort(80), new LoadBalancerPort(443)]);
        world.Google.CreateDisk(P, "us-central1-a", "pvc-grafana", 10, "bookinfo-istio");
        world.Google.CreateDisk(P, "us-central1-a", "pvc-theirs", 10, "another-cluster");

        var down = await world.DownAsync();

        Assert.True(down.Succeeded, down.Describe());
        Assert.All((string[])["cluster 'bookinfo-istio'", "disk 'pvc-grafana'", "network 'bookinfo-istio-vpc'"], b => Assert.Contains(b, down.Before));
        Assert.Contains(down.Before, b => b.StartsWith("forwarding rule ", StringComparison.Ordinal));
        Assert.Equal(["disks/pvc-theirs"], world.Google.Inventory().Where(r => !r.Contains("/default", StringComparison.Ordinal)).Select(r => string.Join('/', r.Split('/')[^2..])));
    }

    [Fact]
    public async Task Load_balancer_that_is_still_in_use_keeps_the_rule_that_says_whose_it_is()
    {
        await using var world = await GkeWorld.StartAsync();
        await world.UpOkAsync();
        world.Google.CreateLoadBalancer(P, "us-central1", "bookinfo-istio-vpc", "cluster-id/istio-ingress/istio-ingressgateway", [new LoadBalancerPort(80)]);
        world.Google.Faults.Add(new Fault { Method = "compute.forwardingRules.delete", Kind = FaultKind.Error, HttpStatus = 400, Reason = "resourceInUseByAnotherResource", Code = "FAILED_PRECONDITION", Message = "The forwarding_rule resource 'x' is already being used by 'y'" });

        var down = await world.DownAsync();

        Assert.True(down.Succeeded, down.Describe());
        Assert.Empty(await world.InventoryAsync());
    }

    [Fact]
    public async Task What_survives_is_listed_although_no_node_stands_for_it()
    {
        await using var world = await GkeWorld.StartAsync();
        await world.UpOkAsync();
        var ct = TestContext.Current.CancellationToken;
        await world.Cloud.Dns.CreateZoneAsync(P, new ManagedZone { Name = "example", DnsName = "example.com.", Description = "theirs", Visibility = "public" }, ct);
        await world.Cloud.Dns.ChangeRecordsAsync(P, "example", new DnsChange
        {
            Additions = [new() { Name = "_meshhost.old.example.com.", Type = "TXT", Ttl = 300, Rrdatas = ["\"managed by meshhost for cluster 'bookinfo-istio'\""] }],
        }, ct);

        var down = await world.DownAsync();

        Assert.All(down.Nodes, n => Assert.True(n.Removed, n.Cause));
        Assert.False(down.Succeeded);
        Assert.Equal("survives: record _meshhost.old.example.com.", down.Describe());
    }

    [Fact]
    public async Task Cluster_gives_its_load_balancers_and_volumes_back_before_it_is_deleted()
    {
        await using var world = await GkeWorld.StartAsync();
        var ct = TestContext.Current.CancellationToken;
        await world.UpOkAsync();
        var services = Assert.Single(world.Clusters);
        await using var client = new KubernetesClient(new KubernetesClientOptions
        {
            Server = services.Endpoint,
            CertificateAuthority = System.Text.Encoding.ASCII.GetBytes(services.CertificateAuthorityPem),
        });
        var service = new ObjectReference(new GroupVersionKind("", "v1", "Service"), "gateway", "default");
        await client.CreateAsync(KubernetesObject.ParseYaml("""
            apiVersion: v1
            kind: Service
            metadata: { name: gateway, namespace: default, finalizers: [service.kubernetes.io/load-balancer-cleanup] }
            spec: { type: LoadBalancer, ports: [{ port: 80 }] }
            """)[0], false, ct);
        var claim = (await client.CreateAsync(KubernetesObject.ParseYaml("""
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: { name: grafana, namespace: default, finalizers: [kubernetes.io/pvc-protection] }
            spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
            """)[0], false, ct)).Reference;
        world.Traffic.Clear();

        var down = world.DownAsync();
        var deletedEarly = new List<bool>();
        foreach (var held in (ObjectReference[])[service, claim])
        {
            while ((await client.GetAsync(held, ct))?["metadata.deletionTimestamp"] is null)
            {
                await Task.Yield();
            }

            deletedEarly.Add(world.Traffic.Changes.Any(c => c == "DELETE /v1/projects/mesh-demo/locations/us-central1-a/clusters/bookinfo-istio"));
            await client.PatchAsync(held, System.Text.Json.Nodes.JsonNode.Parse("""{"metadata":{"finalizers":null}}""")!, PatchType.Merge, null, ct);
        }

        var result = await down;

        Assert.Equal([false, false], deletedEarly);
        Assert.True(result.Succeeded, result.Describe());
        Assert.Contains("DELETE /v1/projects/mesh-demo/locations/us-central1-a/clusters/bookinfo-istio", world.Traffic.Changes);
    }

    [Fact]
    public async Task Kubeconfig_for_people_is_written_beside_other_clusters_and_for_its_owner_alone()
    {
        await using var world = await GkeWorld.StartAsync();
        var folder = Directory.CreateTempSubdirectory("meshhost-kubeconfig-");
        try
        {
            var path = Path.Combine(folder.FullName, "config");
            await File.WriteAllTextAsync(path, "apiVersion: v1\nkind: Config\ncurrent-context: mine\nclusters: [{name: mine, cluster: {server: 'https://192.0.2.1'}}]\ncontexts: [{name: mine, context: {cluster: mine, user: mine}}]\nusers: [{name: mine, user: {token: x}}]\n", TestContext.Current.CancellationToken);

            await world.UpOkAsync(c => c.WithKubeconfig(path));

            // The emulator takes any token; Google's plugin is for those who have credentials.
            Assert.DoesNotContain("gke-gcloud-auth-plugin", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), StringComparison.Ordinal);
            var name = new MeshHost.Gcp.Container.ClusterName(P, "us-central1-a", "bookinfo-istio");
            var cluster = (await world.Cloud.Container.GetClusterAsync(name, TestContext.Current.CancellationToken))!;
            MeshHost.Resources.Gke.KubeconfigFile.Create(name, cluster, new MeshHost.Gcp.GoogleCloudConnectionOptions()).SaveInto(path);

            var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
            Assert.Contains("gke_mesh-demo_us-central1-a_bookinfo-istio", text, StringComparison.Ordinal);
            Assert.Contains("gke-gcloud-auth-plugin", text, StringComparison.Ordinal);
            Assert.Contains("https://192.0.2.1", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Bearer", text, StringComparison.Ordinal);
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

using Aspire.Hosting;
using MeshHost.Gcp.Compute;
using MeshHost.Gcp.Container;
using MeshHost.Gcp.Dns;
using MeshHost.Gcp.Iam;

namespace MeshHost.Tests.Resources.Gke;

public sealed class GkeAdoptionTests
{
    private const string P = GkeWorld.Project;

    private const string Account = "bookinfo-istio-nodes@mesh-demo.iam.gserviceaccount.com";

    private const string Mark = "adopted by meshhost for cluster 'bookinfo-istio'";

    private static readonly ClusterName s_cluster = new(P, "us-central1-a", "bookinfo-istio");

    private static readonly ComputeScope s_region = ComputeScope.Region("us-central1");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_others_made_is_refused_then_adopted_with_a_mark_used_and_given_back()
    {
        await using var world = await StartWithForeignPartsAsync();
        var before = await world.InventoryAsync();
        world.Traffic.Clear();

        var refused = await world.UpAsync();
        var changesOfRefused = world.Traffic.Changes;
        var plan = await world.PlanAsync(c => c.WithAdoption());
        await world.UpOkAsync(c => c.WithAdoption());
        var adopted = await MarksAsync(world);
        world.Traffic.Clear();
        await world.UpOkAsync(c => c.WithAdoption());
        var changesOfSecond = world.Traffic.Changes;
        var down = await world.DownAsync(c => c.WithAdoption());

        Assert.Contains("somebody else's (its description is 'of the data team')", refused.Nodes.Single(n => n.Name == "bookinfo-istio-network").Cause, StringComparison.Ordinal);
        Assert.Empty(changesOfRefused);
        Assert.Equal(10, plan.SelectMany(p => p.Plan.Changes).SelectMany(c => c.Fields).Count(f => f.Path == "owner" && f.Desired == Mark));
        Assert.Equal([$"of the data team; {Mark}", $"of the data team; {Mark}", $"of the data team; {Mark}", "bookinfo-istio, team=data", "bookinfo-istio"], adopted);
        Assert.Empty(changesOfSecond);
        Assert.True(down.Succeeded, down.Describe());
        Assert.Equal(before.Order(), (await world.InventoryAsync()).Order());
        Assert.Equal(["of the data team", "of the data team", "of the data team", ", team=data", ""], await MarksAsync(world));
    }

    [Fact]
    public async Task What_was_adopted_needs_no_second_word_and_is_corrected()
    {
        await using var world = await StartWithForeignPartsAsync();
        await world.UpOkAsync(c => c.WithAdoption());
        var compute = world.Cloud.Compute;
        await compute.Operations.WaitAsync(P, await compute.Firewalls.PatchAsync(P, ComputeScope.Global, "bookinfo-istio-ingress", new Firewall { Name = "bookinfo-istio-ingress", Disabled = true }, Cancellation), null, Cancellation);

        var result = await world.UpAsync();

        // Descriptions of networks cannot be changed, so they alone need the word each time.
        Assert.Equal(["bookinfo-istio-network"], result.Nodes.Where(n => n.Cause?.Contains("WithAdoption()", StringComparison.Ordinal) is true && n.Status == MeshHost.Lifecycle.Running.NodeStatus.Failed).Select(n => n.Name));
        await world.UpOkAsync(c => c.WithAdoption());
        Assert.False((await compute.Firewalls.GetAsync(P, ComputeScope.Global, "bookinfo-istio-ingress", Cancellation))!.Disabled);
    }

    [Fact]
    public async Task Pool_that_we_add_to_an_adopted_cluster_goes_without_it()
    {
        await using var world = await StartWithForeignPartsAsync();
        static void Declare(Aspire.Hosting.ApplicationModel.IResourceBuilder<Aspire.Hosting.ApplicationModel.GkeClusterResource> c) => c.WithAdoption().WithNodePool("ours", nodeCount: 1);

        await world.UpOkAsync(Declare);
        var down = await world.DownAsync(Declare);

        Assert.True(down.Succeeded, down.Describe());
        Assert.Equal(["default"], (await world.Cloud.Container.GetClusterAsync(s_cluster, Cancellation))!.NodePools!.Select(p => p.Name));
    }

    [Fact]
    public async Task Adopted_record_follows_its_address_and_stays()
    {
        await using var world = await GkeWorld.StartAsync();
        await world.Cloud.ServiceUsage.EnableAsync(P, ["dns.googleapis.com"], null, Cancellation);
        await world.Cloud.Dns.CreateZoneAsync(P, new ManagedZone { Name = "example", DnsName = "example.com.", Description = "theirs", Visibility = "public" }, Cancellation);
        await world.Cloud.Dns.ChangeRecordsAsync(P, "example", new DnsChange { Additions = [new() { Name = "a.example.com.", Type = "A", Ttl = 300, Rrdatas = ["198.51.100.7"] }] }, Cancellation);
        static void Declare(Aspire.Hosting.ApplicationModel.IResourceBuilder<Aspire.Hosting.ApplicationModel.GkeClusterResource> c) =>
            c.AddDnsRecord("record", _ => ValueTask.FromResult("a.example.com"), _ => ValueTask.FromResult("198.51.100.8"));

        var refused = await world.UpAsync(Declare);
        await world.UpOkAsync(c => Declare(c.WithAdoption()));
        var adopted = await RecordsAsync(world);
        var down = await world.DownAsync(c => Declare(c.WithAdoption()));

        Assert.Contains("is not ours", refused.Nodes.Single(n => n.Name == "record").Cause, StringComparison.Ordinal);
        Assert.Equal(["A 198.51.100.8", $"TXT \"{Mark}\""], adopted);
        Assert.True(down.Succeeded, down.Describe());
        Assert.Equal(["A 198.51.100.8"], await RecordsAsync(world));
    }

    private static async Task<IReadOnlyList<string>> RecordsAsync(GkeWorld world) =>
        [.. (await world.Cloud.Dns.ListRecordsAsync(P, "example", null, null, Cancellation)).Where(r => r.Type is "A" or "TXT").Select(r => $"{r.Type} {r.Rrdatas![0]}").Order(StringComparer.Ordinal)];

    // The same project as somebody else would have set it up: all parts are there and match, none carries our mark.
    private static async Task<GkeWorld> StartWithForeignPartsAsync()
    {
        const string Theirs = "of the data team";
        var world = await GkeWorld.StartAsync();
        var compute = world.Cloud.Compute;
        await world.Cloud.ServiceUsage.EnableAsync(P, ["compute.googleapis.com"], null, Cancellation);
        await WaitAsync(await compute.Networks.InsertAsync(P, ComputeScope.Global, "bookinfo-istio-vpc", new Network
        {
            Name = "bookinfo-istio-vpc",
            Description = Theirs,
            AutoCreateSubnetworks = false,
            RoutingConfig = new() { RoutingMode = "REGIONAL" },
        }, Cancellation));
        await WaitAsync(await compute.Subnetworks.InsertAsync(P, s_region, "bookinfo-istio-subnet", new Subnetwork
        {
            Name = "bookinfo-istio-subnet",
            Description = Theirs,
            Network = $"projects/{P}/global/networks/bookinfo-istio-vpc",
            IpCidrRange = "10.10.0.0/20",
            PrivateIpGoogleAccess = true,
            SecondaryIpRanges = [new() { RangeName = "pods", IpCidrRange = "10.20.0.0/16" }, new() { RangeName = "services", IpCidrRange = "10.30.0.0/20" }],
        }, Cancellation));
        await world.UpOkAsync(c => c.WithAdoption());
        await WaitAsync(await compute.Routers.PatchAsync(P, s_region, "bookinfo-istio-router", new Router { Description = Theirs }, Cancellation));
        foreach (var rule in await compute.Firewalls.ListAsync(P, ComputeScope.Global, null, Cancellation))
        {
            if (rule.Name!.StartsWith("bookinfo-istio-", StringComparison.Ordinal))
            {
                await WaitAsync(await compute.Firewalls.PatchAsync(P, ComputeScope.Global, rule.Name, new Firewall { Name = rule.Name, Description = Theirs }, Cancellation));
            }
        }

        await world.Cloud.Iam.PatchServiceAccountAsync(P, Account, new ServiceAccount { Description = Theirs }, Cancellation);
        var container = world.Cloud.Container;
        var cluster = (await container.GetClusterAsync(s_cluster, Cancellation))!;
        await container.Operations.WaitAsync(s_cluster, await container.SetResourceLabelsAsync(
            s_cluster, new Dictionary<string, string> { ["team"] = "data" }, cluster.LabelFingerprint, null, Cancellation), null, Cancellation);
        await container.Operations.WaitAsync(s_cluster, await container.UpdateNodePoolAsync(
            s_cluster, "default", new UpdateNodePoolRequest { ResourceLabels = new() { Labels = new Dictionary<string, string>() } }, null, Cancellation), null, Cancellation);
        return world;

        async Task WaitAsync(ComputeOperation operation) => await compute.Operations.WaitAsync(P, operation, null, Cancellation);
    }

    private static async Task<IReadOnlyList<string>> MarksAsync(GkeWorld world)
    {
        var cluster = (await world.Cloud.Container.GetClusterAsync(s_cluster, Cancellation))!;
        return
        [
            (await world.Cloud.Compute.Routers.GetAsync(P, s_region, "bookinfo-istio-router", Cancellation))!.Description!,
            (await world.Cloud.Compute.Firewalls.GetAsync(P, ComputeScope.Global, "bookinfo-istio-ingress", Cancellation))!.Description!,
            (await world.Cloud.Iam.GetServiceAccountAsync(P, Account, Cancellation))!.Description!,
            $"{cluster.ResourceLabels?.GetValueOrDefault("meshhost-adopted")}, team={cluster.ResourceLabels?.GetValueOrDefault("team")}",
            cluster.NodePools![0].Config!.ResourceLabels?.GetValueOrDefault("meshhost-adopted") ?? "",
        ];
    }
}

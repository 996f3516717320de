using Aspire.Hosting;
using MeshHost.Gcp.Compute;
using MeshHost.Gcp.Container;
using MeshHost.Lifecycle;
using MeshHost.Lifecycle.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshHost.Tests.Resources.Gke;

public sealed class GkeDriftTests
{
    private const string P = GkeWorld.Project;

    private static readonly ClusterName s_cluster = new(P, "us-central1-a", "bookinfo-istio");

    [Fact]
    public async Task Field_changed_by_hand_is_planned_reported_and_corrected()
    {
        await using var world = await GkeWorld.StartAsync();
        var ct = TestContext.Current.CancellationToken;
        await world.UpOkAsync();
        var compute = world.Cloud.Compute;
        await compute.Operations.WaitAsync(P, await compute.Firewalls.PatchAsync(P, ComputeScope.Global, "bookinfo-istio-ingress", new Firewall
        {
            Name = "bookinfo-istio-ingress",
            Allowed = [new() { IPProtocol = "tcp", Ports = ["22", "443"] }],
        }, ct), null, ct);

        var plan = (await world.PlanAsync()).Single(p => p.Plan.HasChanges);
        var health = await world.HealthAsync("bookinfo-istio-fw-ingress");
        await world.UpOkAsync();

        var change = Assert.Single(Assert.Single(plan.Plan.Changes).Fields);
        Assert.Equal(("allowed", "tcp:22, tcp:443", "tcp:443, tcp:80"), (change.Path, change.Current, change.Desired));
        Assert.Contains("allowed is tcp:22, tcp:443, declared tcp:443, tcp:80", health, StringComparison.Ordinal);
        var corrected = await compute.Firewalls.GetAsync(P, ComputeScope.Global, "bookinfo-istio-ingress", ct);
        Assert.Equal(["443", "80"], corrected!.Allowed!.SelectMany(a => a.Ports!).Order());
    }

    [Fact]
    public async Task Field_changed_by_hand_is_shown_with_both_values_while_the_host_runs()
    {
        await using var world = await GkeWorld.StartAsync();
        var ct = TestContext.Current.CancellationToken;
        await using var application = world.Build(c => c.ApplicationBuilder.Services.AddSingleton<TimeProvider>(new QuickTime()));
        await application.StartAsync(ct);
        await application.Services.GetRequiredService<RolloutTracker>().Completion.WaitAsync(TimeSpan.FromMinutes(5), ct);
        var compute = world.Cloud.Compute;
        await compute.Operations.WaitAsync(P, await compute.Firewalls.PatchAsync(
            P, ComputeScope.Global, "bookinfo-istio-ingress", new Firewall { Name = "bookinfo-istio-ingress", SourceRanges = ["192.0.2.0/24"] }, ct), null, ct);

        // What the dashboard shows of a resource is its snapshot.
        var drifted = await application.ResourceNotifications.WaitForResourceAsync(
            "bookinfo-istio-fw-ingress", e => e.Snapshot.HealthReports.Any(r => r.Description?.Contains("changed by somebody", StringComparison.Ordinal) is true), ct)
            .WaitAsync(TimeSpan.FromMinutes(5), ct);

        Assert.Equal(HealthStatus.Degraded, drifted.Snapshot.HealthStatus);
        Assert.Contains(drifted.Snapshot.HealthReports, r => r.Description!.Contains("sourceRanges is 192.0.2.0/24, declared 0.0.0.0/0", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Settings_of_the_gateway_that_are_not_declared_survive_a_correction()
    {
        await using var world = await GkeWorld.StartAsync();
        var ct = TestContext.Current.CancellationToken;
        await world.UpOkAsync();
        var compute = world.Cloud.Compute;
        var router = (await compute.Routers.GetAsync(P, ComputeScope.Region("us-central1"), "bookinfo-istio-router", ct))!;
        await compute.Operations.WaitAsync(P, await compute.Routers.PatchAsync(P, ComputeScope.Region("us-central1"), "bookinfo-istio-router", new Router
        {
            Nats = [router.Nats![0] with { LogConfig = new() { Enable = false, Filter = "ALL" }, MinPortsPerVm = 128 }],
        }, ct), null, ct);

        await world.UpOkAsync();

        var nat = Assert.Single((await compute.Routers.GetAsync(P, ComputeScope.Region("us-central1"), "bookinfo-istio-router", ct))!.Nats!);
        Assert.Equal((true, "ERRORS_ONLY", 128), (nat.LogConfig!.Enable, nat.LogConfig.Filter, nat.MinPortsPerVm));
    }

    [Fact]
    public async Task Immutable_field_is_planned_as_a_replacement_and_refused_without_a_word()
    {
        await using var world = await GkeWorld.StartAsync();
        await world.UpOkAsync();

        var plan = await world.PlanAsync(c => c.Resource.Options.ControlPlaneRange = MeshHost.Resources.Gke.CidrRange.Parse("172.16.1.0/28"));
        var result = await world.UpAsync(c => c.Resource.Options.ControlPlaneRange = MeshHost.Resources.Gke.CidrRange.Parse("172.16.1.0/28"));

        var change = plan.SelectMany(p => p.Plan.Changes).Single(c => c.Kind == ChangeKind.Replace);
        Assert.Equal("privateClusterConfig.masterIpv4CidrBlock", Assert.Single(change.Fields).Path);
        var cause = result.Nodes.Single(n => n.Name == "bookinfo-istio-cluster").Cause;
        Assert.Contains("WithReplacement()", cause, StringComparison.Ordinal);
        Assert.Contains("everything in the cluster would be lost", cause, StringComparison.Ordinal);
        Assert.Equal("172.16.0.0/28", (await world.Cloud.Container.GetClusterAsync(s_cluster, TestContext.Current.CancellationToken))!.PrivateClusterConfig!.MasterIpv4CidrBlock);
    }

    [Fact]
    public async Task Immutable_field_is_changed_by_replacement_WhenThatIsAllowed()
    {
        await using var world = await GkeWorld.StartAsync();
        await world.UpOkAsync();

        await world.UpOkAsync(c =>
        {
            c.WithReplacement();
            c.Resource.Options.ControlPlaneRange = MeshHost.Resources.Gke.CidrRange.Parse("172.16.1.0/28");
        });

        Assert.Equal("172.16.1.0/28", (await world.Cloud.Container.GetClusterAsync(s_cluster, TestContext.Current.CancellationToken))!.PrivateClusterConfig!.MasterIpv4CidrBlock);
    }

    [Fact]
    public async Task Network_of_somebody_else_is_refused_and_named_unless_adopted_and_then_never_deleted()
    {
        await using var world = await GkeWorld.StartAsync();
        var ct = TestContext.Current.CancellationToken;
        await world.UpAsync(c => c.Resource.Options.NodePools.Clear());
        await world.Cloud.ServiceUsage.EnableAsync(P, ["compute.googleapis.com"], null, ct);
        var compute = world.Cloud.Compute;
        await compute.Operations.WaitAsync(P, await compute.Networks.InsertAsync(P, ComputeScope.Global, "bookinfo-istio-vpc", new Network
        {
            Name = "bookinfo-istio-vpc",
            AutoCreateSubnetworks = false,
            RoutingConfig = new() { RoutingMode = "REGIONAL" },
            Description = "of the data team",
        }, ct), null, ct);

        var refused = await world.UpAsync();
        await world.UpOkAsync(c => c.WithAdoption());
        await world.DownAsync(c => c.WithAdoption());

        var cause = refused.Nodes.Single(n => n.Name == "bookinfo-istio-network").Cause;
        Assert.Contains("of the data team", cause, StringComparison.Ordinal);
        Assert.Contains("WithAdoption()", cause, StringComparison.Ordinal);
        Assert.Equal(["network bookinfo-istio-vpc"], await world.InventoryAsync());
    }

    [Fact]
    public async Task Cluster_that_somebody_has_deleted_is_planned_and_made_again()
    {
        await using var world = await GkeWorld.StartAsync();
        await world.UpOkAsync();
        await DeleteByHandAsync(world);

        var plan = (await world.PlanAsync()).SelectMany(p => p.Plan.Changes).Select(c => (c.Kind, c.Target)).ToArray();
        var health = await world.HealthAsync("bookinfo-istio-cluster");
        await world.UpOkAsync();

        Assert.Equal([(ChangeKind.Create, "clusters/bookinfo-istio in us-central1-a"), (ChangeKind.Create, "clusters/bookinfo-istio/nodePools/default")], plan);
        Assert.Contains("does not exist", health, StringComparison.Ordinal);
        Assert.Equal("RUNNING", (await world.Cloud.Container.GetClusterAsync(s_cluster, TestContext.Current.CancellationToken))!.Status);
    }

    [Fact]
    public async Task Cluster_that_somebody_has_deleted_does_not_hold_up_the_tear_down()
    {
        await using var world = await GkeWorld.StartAsync();
        await world.UpOkAsync();
        await DeleteByHandAsync(world);

        var down = await world.DownAsync();

        Assert.True(down.Succeeded, down.Describe());
        Assert.Empty(await world.InventoryAsync());
    }

    private static async Task DeleteByHandAsync(GkeWorld world)
    {
        var ct = TestContext.Current.CancellationToken;
        await world.Cloud.Container.Operations.WaitAsync(s_cluster, (await world.Cloud.Container.DeleteClusterAsync(s_cluster, null, ct))!, null, ct);
    }

    // Health is looked at every half minute: here each third of a second. Time-outs stay as they are.
    private sealed class QuickTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime == TimeSpan.FromSeconds(30) ? dueTime / 100 : dueTime, period);
    }
}

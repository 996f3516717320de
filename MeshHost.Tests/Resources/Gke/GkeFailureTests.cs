using Aspire.Hosting;
using MeshHost.Emulator.Google.Faults;
using MeshHost.Gcp.Container;
using MeshHost.Lifecycle.Running;
using MeshHost.Tests.Hosting;

namespace MeshHost.Tests.Resources.Gke;

public sealed class GkeFailureTests
{
    private static readonly ClusterName s_cluster = new(GkeWorld.Project, "us-central1-a", "bookinfo-istio");

    [Fact]
    public async Task Failed_creation_is_explained_with_other_zones_and_replaced_by_the_next_run()
    {
        await using var world = await GkeWorld.StartAsync();
        world.Google.Faults.Add(new Fault
        {
            Method = "container.projects.locations.clusters.create",
            Kind = FaultKind.OperationError,
            Code = "GCE_STOCKOUT",
            Message = "The zone 'us-central1-a' does not have enough resources available to fulfill the request.",
        });

        var failed = await world.UpAsync();
        var status = (await world.Cloud.Container.GetClusterAsync(s_cluster, TestContext.Current.CancellationToken))?.Status;
        await world.UpOkAsync();

        var cause = failed.Nodes.Single(n => n.Name == "bookinfo-istio-cluster").Cause;
        Assert.Contains("does not have enough resources", cause, StringComparison.Ordinal);
        Assert.Contains("us-central1-b", cause, StringComparison.Ordinal);
        Assert.Equal("ERROR", status);
        Assert.Equal("RUNNING", (await world.Cloud.Container.GetClusterAsync(s_cluster, TestContext.Current.CancellationToken))!.Status);
    }

    [Theory]
    [InlineData(FaultKind.Error)]
    [InlineData(FaultKind.LostResponse)]
    public async Task Rollout_and_tear_down_get_through_WhenEveryTenthCallFails(object kind)
    {
        await using var world = await GkeWorld.StartAsync(o => o with { Seed = 7 });
        world.Google.Faults.Add(new Fault { Method = "*", Kind = (FaultKind)kind, Probability = 0.1, Count = null });

        await world.UpOkAsync();
        var down = await world.DownAsync();

        Assert.True(down.Succeeded, down.Describe());
        Assert.Empty(await world.InventoryAsync());
    }

    [Fact]
    public async Task New_service_account_that_is_not_known_at_once_is_waited_for()
    {
        await using var world = await GkeWorld.StartAsync(o => o with { IamPropagation = TimeSpan.FromSeconds(60), TimeScale = 0.005 });

        await world.UpOkAsync();
    }

    [Fact]
    public async Task Preflight_reports_all_problems_at_once_and_nothing_was_changed()
    {
        await using var world = await GkeWorld.StartAsync(o => o with { EnabledServices = ["compute.googleapis.com", "container.googleapis.com", "cloudresourcemanager.googleapis.com", "serviceusage.googleapis.com", "cloudbilling.googleapis.com"], Quotas = new Dictionary<string, double> { ["CPUS"] = 8 } });
        world.Google.Permissions.Deny("compute.firewalls.create");
        world.Google.Permissions.Deny("serviceusage.services.enable");

        var result = await world.UpAsync(c => c
            .WithNodePool("huge", "no-such-machine", 1)
            .WithNodePool("many", "e2-standard-4", 300));

        var cause = result.Nodes.Single(n => n.Name == "bookinfo-istio-preflight").Cause!;
        Assert.Contains("no-such-machine", cause, StringComparison.Ordinal);
        Assert.Contains("compute.firewalls.create", cause, StringComparison.Ordinal);
        Assert.Contains("roles/serviceusage.serviceUsageAdmin", cause, StringComparison.Ordinal);
        Assert.Contains("CPUS", cause, StringComparison.Ordinal);
        Assert.Contains("range of the pods 10.20.0.0/16 holds 256", cause, StringComparison.Ordinal);
        Assert.Empty(world.Traffic.Changes);
        Assert.All(result.Nodes.Where(n => n.Name != "bookinfo-istio-preflight"), n => Assert.Equal(NodeStatus.Blocked, n.Status));
    }

    [Fact]
    public async Task Unknown_project_is_named_with_its_parameter()
    {
        await using var world = await GkeWorld.StartAsync(o => o with { Projects = ["another"] });

        var result = await world.UpAsync();

        Assert.Contains("'gcp-project'", result.Nodes.Single(n => n.Name == "bookinfo-istio-preflight").Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    public async Task Rollout_that_was_ended_at_any_moment_is_completed_by_the_next(int seed)
    {
        await using var world = await GkeWorld.StartAsync(o => o with { TimeScale = 0.002, Seed = seed });
        var random = new Random(seed);
        for (var i = 0; i < 3; i++)
        {
            await using var application = world.Build();
            var moment = world.Served.MoreAsync(random.Next(5, 60));
            await Task.WhenAny(moment, HostTest.RolloutAsync(application)).WaitAsync(TestContext.Current.CancellationToken);
            await HostTest.InterruptAsync(application);
        }

        await world.UpOkAsync();
        var down = await world.DownAsync();

        Assert.True(down.Succeeded, down.Describe());
        Assert.Empty(await world.InventoryAsync());
    }
}

using MeshHost.Gcp;
using MeshHost.Gcp.Container;

namespace MeshHost.Tests.Gcp;

public sealed class BusyClusterTests
{
    [Fact]
    public async Task Change_waits_for_the_operation_that_Google_names_and_goes_ahead()
    {
        const string Blocker = "operation-1700000000000-0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9";
        var polls = 0;
        var updates = 0;
        using var test = new TestCloud(r => r.Method switch
        {
            "PUT" => ++updates == 1
                ? RecordingHandler.Error(400, $"Cluster is running incompatible operation {Blocker}.", "failedPrecondition", "FAILED_PRECONDITION",
                    """[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"CLUSTER_ALREADY_HAS_OPERATION"}]""")
                : RecordingHandler.Json("""{"name":"operation-2-b","status":"RUNNING"}"""),
            _ => RecordingHandler.Json($$"""{"name":"{{Blocker}}","operationType":"UPGRADE_MASTER","status":"{{(++polls < 3 ? "RUNNING" : "DONE")}}","statusMessage":"it failed, which is not ours to care about"}"""),
        });
        var reports = new List<OperationReport>();

        var operation = await test.Cloud.Container.UpdateClusterAsync(
            new ClusterName("p", "z", "c"), new ClusterUpdate { DesiredShieldedNodes = new() { Enabled = true } }, new Reports(reports), TestContext.Current.CancellationToken);

        Assert.Equal("operation-2-b", operation.Name);
        Assert.Equal(3, polls);
        Assert.All(test.Handler.Requests.Where(r => r.Method == "GET"), r => Assert.EndsWith(Blocker, r.Uri.AbsolutePath, StringComparison.Ordinal));
        Assert.Contains(reports, r => r is { Type: "UPGRADE_MASTER", Status: "RUNNING" });
    }

    [Fact]
    public async Task Progress_of_a_creation_is_reported_in_percent_and_figures()
    {
        using var test = new TestCloud(_ => RecordingHandler.Json("""
            {"name":"o","operationType":"CREATE_CLUSTER","status":"DONE","progress":{"metrics":[
             {"name":"CLUSTER_CONFIGURING","intValue":"8"},{"name":"CLUSTER_CONFIGURING_TOTAL","intValue":"8"},
             {"name":"CLUSTER_DEPLOYING","intValue":"4"},{"name":"CLUSTER_DEPLOYING_TOTAL","intValue":"12"}]}}
            """));
        var reports = new List<OperationReport>();

        await test.Cloud.Container.Operations.WaitAsync(
            new ClusterName("p", "z", "c"), new ContainerOperation { Name = "o", Status = "RUNNING" }, new Reports(reports), TestContext.Current.CancellationToken);

        Assert.Equal(60, reports[^1].Percent);
        Assert.Equal("CLUSTER_CONFIGURING 8/8, CLUSTER_DEPLOYING 4/12", reports[^1].Detail);
    }

    private sealed class Reports(List<OperationReport> list) : IProgress<OperationReport>
    {
        public void Report(OperationReport value) => list.Add(value);
    }
}

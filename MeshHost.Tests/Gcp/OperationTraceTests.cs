using System.Collections.Concurrent;
using System.Diagnostics;
using MeshHost.Gcp;
using MeshHost.Gcp.Compute;
using MeshHost.Gcp.Container;

namespace MeshHost.Tests.Gcp;

/// <summary>Every kind of long-running operation is a span with Google's name of it, and its progress is in the span's events.</summary>
public sealed class OperationTraceTests
{
    private static Dictionary<string, (string Span, string Resource, string[] Answers, Func<GoogleCloud, CancellationToken, Task> Run, (string State, object? Percent, string? Detail)[] Events)> Operations { get; } = new()
    {
        ["operation-traced-compute"] = ("compute operation insert", "projects/p/global/networks/n",
            [
                """{"name":"operation-traced-compute","operationType":"insert","status":"RUNNING","progress":40,"targetLink":"https://www.googleapis.com/compute/v1/projects/p/global/networks/n"}""",
                """{"name":"operation-traced-compute","operationType":"insert","status":"DONE","progress":100,"targetLink":"https://www.googleapis.com/compute/v1/projects/p/global/networks/n"}""",
            ],
            (g, ct) => g.Compute.Operations.WaitAsync("p", new ComputeOperation
            {
                Name = "operation-traced-compute",
                OperationType = "insert",
                Status = "PENDING",
                TargetLink = "https://www.googleapis.com/compute/v1/projects/p/global/networks/n",
            }, null, ct),
            [("RUNNING", 40, null), ("DONE", 100, null)]),
        ["operation-traced-container"] = ("container operation CREATE_CLUSTER", "cluster 'c' in z of project 'p'",
            [
                """{"name":"operation-traced-container","operationType":"CREATE_CLUSTER","status":"RUNNING","progress":{"metrics":[{"name":"CLUSTER_DEPLOYING","intValue":"4"},{"name":"CLUSTER_DEPLOYING_TOTAL","intValue":"8"}]}}""",
                """{"name":"operation-traced-container","operationType":"CREATE_CLUSTER","status":"DONE"}""",
            ],
            (g, ct) => g.Container.Operations.WaitAsync(
                new ClusterName("p", "z", "c"), new ContainerOperation { Name = "operation-traced-container", OperationType = "CREATE_CLUSTER", Status = "RUNNING" }, null, ct),
            [("RUNNING", 50, "CLUSTER_DEPLOYING 4/8"), ("DONE", null, null)]),
        ["operations/acat.traced"] = ("serviceusage operation batchEnable", "project 'p'",
            ["""{"name":"operations/acat.traced"}""", """{"name":"operations/acat.traced","done":true,"response":{}}"""],
            (g, ct) => g.ServiceUsage.EnableAsync("p", ["compute.googleapis.com"], null, ct),
            [("DONE", null, "compute.googleapis.com")]),
    };

    public static TheoryData<string> Names => [.. Operations.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Operation_is_a_span_with_Googles_name_and_its_progress(string name)
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "MeshHost.Gcp",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var (span, resource, answers, run, events) = Operations[name];
        var next = new ConcurrentQueue<string>(answers);
        using var test = new TestCloud(_ => RecordingHandler.Json(next.TryDequeue(out var answer) ? answer : answers[^1]));

        await run(test.Cloud, TestContext.Current.CancellationToken);

        // Tests beside this one have spans too: Google's name tells which is whose.
        var traced = Assert.Single(spans, s => s.GetTagItem("gcp.operation.name") as string == name);
        Assert.Equal((span, resource), (traced.OperationName, traced.GetTagItem("gcp.resource") as string));
        Assert.Equal(events, traced.Events.Select(e => (e.Name, e.Tags.FirstOrDefault(t => t.Key == "gcp.operation.progress").Value, e.Tags.FirstOrDefault(t => t.Key == "detail").Value as string)));
    }
}

using System.Net;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Faults;

namespace MeshHost.Tests.Emulator.Google;

/// <summary>Every named fault, as a client sees it: it hits its method, as often as was asked for, and nothing else.</summary>
public sealed class FaultCatalogTests
{
    private const string Networks = "/compute/v1/projects/mesh-demo/global/networks";

    private const string Body = """{"name":"vpc","autoCreateSubnetworks":false}""";

    private static Dictionary<string, (int Status, string Reason, string Message)> Refusals { get; } = new()
    {
        ["rate-limited"] = (429, "rateLimitExceeded", "Queries per minute"),
        ["rate-limited-403"] = (403, "rateLimitExceeded", "Queries per minute"),
        ["unavailable"] = (503, "backendError", "currently unavailable"),
        ["internal-error"] = (500, "backendError", "Internal error"),
        ["bad-gateway"] = (502, "badGateway", "Bad Gateway"),
        ["permission-denied"] = (403, "forbidden", "does not have permission"),
        ["quota-exceeded"] = (403, "quotaExceeded", "Quota 'NETWORKS' exceeded"),
        ["not-found-yet"] = (404, "notFound", "made so recently"),
        ["not-ready"] = (400, "resourceNotReady", "is not ready"),
        ["policy-race"] = (409, "aborted", "concurrent policy changes"),
        ["unknown-account-yet"] = (400, "badRequest", "Service account does not exist"),
        ["concurrent-operations"] = (403, "forbidden", "too many concurrent operations"),
    };

    private static Dictionary<string, (string Code, int Status)> FailedOperations { get; } = new()
    {
        ["operation-error"] = ("INTERNAL_ERROR", 503),
        ["operation-quota"] = ("QUOTA_EXCEEDED", 403),
        ["stockout"] = ("GCE_STOCKOUT", 503),
        ["node-quota"] = ("GCE_QUOTA_EXCEEDED", 403),
    };

    public static TheoryData<string> RefusalNames => [.. Refusals.Keys];

    public static TheoryData<string> FailedOperationNames => [.. FailedOperations.Keys];

    [Theory]
    [MemberData(nameof(RefusalNames))]
    public async Task Refusal_hits_its_method_as_often_as_was_asked_for(string name)
    {
        await using var server = await CloudServer.StartAsync();
        server.Cloud.Faults.Add(FaultCatalog.Create(name, "compute.networks.insert", count: 2));

        await server.OkAsync("GET", Networks);
        for (var i = 0; i < 2; i++)
        {
            var error = await server.ErrorAsync((HttpStatusCode)Refusals[name].Status, "POST", Networks, Body);
            Assert.Equal(Refusals[name].Reason, error["errors"]![0]!["reason"]!.GetValue<string>());
            Assert.Contains(Refusals[name].Message, error["message"]!.GetValue<string>(), StringComparison.Ordinal);
        }

        await server.ErrorAsync(HttpStatusCode.NotFound, "GET", Networks + "/vpc");
        await server.OkAsync("POST", Networks, Body);
    }

    [Theory]
    [MemberData(nameof(FailedOperationNames))]
    public async Task Operation_ends_with_the_error_as_often_as_was_asked_for(string name)
    {
        await using var server = await CloudServer.StartAsync();
        server.Cloud.Faults.Add(FaultCatalog.Create(name, "compute.networks.insert"));

        var failed = await server.ComputeAsync("POST", "global/networks", Body);
        var done = await server.ComputeAsync("POST", "global/networks", Body);

        Assert.Equal(FailedOperations[name], (failed["error"]!["errors"]![0]!["code"]!.GetValue<string>(), failed["httpErrorStatusCode"]!.GetValue<int>()));
        Assert.Null(done["error"]);
    }

    [Theory]
    [InlineData("timeout", false)]
    [InlineData("lost-response", true)]
    public async Task Connection_that_breaks_leaves_the_client_without_an_answer(string name, bool carriedOut)
    {
        await using var server = await CloudServer.StartAsync();
        server.Cloud.Faults.Add(FaultCatalog.Create(name, "compute.networks.insert") with { Silence = TimeSpan.FromMilliseconds(10) });

        await Assert.ThrowsAsync<HttpRequestException>(() => server.CallAsync("POST", Networks, Body));

        await (carriedOut ? server.OkAsync("GET", Networks + "/vpc") : (Task<JsonObject>)server.ErrorAsync(HttpStatusCode.NotFound, "GET", Networks + "/vpc"));
    }

    [Fact]
    public async Task Slow_operation_takes_ten_times_as_long()
    {
        // A network takes 12 s, here 12 ms: with the fault at least 120.
        await using var server = await CloudServer.StartAsync(o => o with { TimeScale = 0.001 });
        server.Cloud.Faults.Add(FaultCatalog.Create("slow-operation", "compute.networks.insert"));

        var operation = await server.ComputeAsync("POST", "global/networks", Body);
        while (operation["status"]!.GetValue<string>() != "DONE")
        {
            operation = await server.OkAsync("POST", new Uri(operation["selfLink"]!.GetValue<string>()).AbsolutePath + "/wait");
        }

        Assert.InRange(Time("endTime") - Time("startTime"), TimeSpan.FromMilliseconds(100), TimeSpan.MaxValue);

        DateTimeOffset Time(string field) => DateTimeOffset.Parse(operation[field]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Every_named_fault_is_tested() =>
        Assert.Equal(FaultCatalog.Names, Refusals.Keys.Concat(FailedOperations.Keys).Concat(["timeout", "lost-response", "slow-operation"]).Order(StringComparer.Ordinal));
}

using System.Net;
using MeshHost.Emulator.Google.Faults;

namespace MeshHost.Tests.Emulator.Google;

public sealed class FaultTests
{
    private const string Networks = "/compute/v1/projects/mesh-demo/global/networks";
    private const string Body = """{"name":"vpc","autoCreateSubnetworks":false}""";

    [Fact]
    public async Task A_fault_hits_as_many_calls_of_its_method_as_asked_for()
    {
        await using var server = await CloudServer.StartAsync();
        server.Cloud.Faults.Add(FaultCatalog.Create("rate-limited", "compute.networks.*", count: 2));
        await server.OkAsync("GET", "/compute/v1/projects/mesh-demo/global/firewalls");
        for (var i = 0; i < 2; i++)
        {
            await server.ErrorAsync(HttpStatusCode.TooManyRequests, "GET", Networks);
        }

        await server.OkAsync("GET", Networks);
        Assert.Equal(2, server.Cloud.Faults.Hits);
        Assert.Empty(server.Cloud.Faults.Active);
    }

    [Fact]
    public async Task A_lost_response_has_been_carried_out()
    {
        await using var server = await CloudServer.StartAsync();
        server.Cloud.Faults.Add(FaultCatalog.Create("lost-response", "compute.networks.insert"));
        await Assert.ThrowsAsync<HttpRequestException>(() => server.CallAsync("POST", Networks, Body));
        await server.ErrorAsync(HttpStatusCode.Conflict, "POST", Networks, Body);
    }

    [Fact]
    public async Task A_failed_operation_undoes_the_insert()
    {
        await using var server = await CloudServer.StartAsync();
        server.Cloud.Faults.Add(FaultCatalog.Create("operation-quota", "compute.networks.insert"));
        var operation = await server.ComputeAsync("POST", "global/networks", Body);
        Assert.Equal(("DONE", "QUOTA_EXCEEDED", 403), (operation["status"]!.GetValue<string>(), operation["error"]!["errors"]![0]!["code"]!.GetValue<string>(), operation["httpErrorStatusCode"]!.GetValue<int>()));
        await server.ErrorAsync(HttpStatusCode.NotFound, "GET", Networks + "/vpc");
    }

    [Fact]
    public async Task Faults_are_added_listed_and_removed_over_http()
    {
        await using var server = await CloudServer.StartAsync();
        await server.OkAsync("POST", "/emulator/v1/faults", """{"name":"unavailable","method":"compute.networks.list","count":5}""");
        await server.OkAsync("POST", "/emulator/v1/faults", """{"method":"dns.*","kind":"error","httpStatus":500}""");
        await server.ErrorAsync(HttpStatusCode.ServiceUnavailable, "GET", Networks);
        Assert.Equal(2, (await server.OkAsync("GET", "/emulator/v1/faults"))["faults"]!.AsArray().Count);
        await server.OkAsync("DELETE", "/emulator/v1/faults");
        await server.OkAsync("GET", Networks);
        var (status, answer) = await server.CallAsync("POST", "/emulator/v1/faults", """{"name":"meteor","method":"*"}""");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("There is no fault 'meteor'", answer["error"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_seed_brings_the_same_storm()
    {
        var first = await StormAsync(seed: 7);
        Assert.Equal(first, await StormAsync(seed: 7));
        Assert.NotEqual(first, await StormAsync(seed: 8));
        Assert.Contains(200, first);
        Assert.Contains(503, first);
    }

    private static async Task<List<int>> StormAsync(int seed)
    {
        await using var server = await CloudServer.StartAsync(o => o with { Seed = seed });
        foreach (var fault in FaultCatalog.Storm(intensity: 2).Where(f => f.Kind == FaultKind.Error))
        {
            server.Cloud.Faults.Add(fault);
        }

        var answers = new List<int>();
        for (var i = 0; i < 60; i++)
        {
            answers.Add((int)(await server.CallAsync("GET", Networks)).Status);
        }

        return answers;
    }
}

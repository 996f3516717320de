using System.Text.Json.Nodes;
using MeshHost.Tests.Resources.CommandLine;

namespace MeshHost.Tests.AppHost;

/// <summary>Commands one after the other, each a process of its own, on an emulator that keeps its state in a folder.</summary>
public sealed class KeptStateTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("meshhost-kept-");

    [Fact]
    public async Task Plan_tells_by_text_json_and_exit_code_whether_there_is_something_to_do()
    {
        var before = await RunAsync("plan", "-o", "json");
        var textBefore = await RunAsync("plan");
        var up = await RunAsync("--exit", "--MeshHost:Console=off");
        var after = await RunAsync("plan", "-o", "json");
        var textAfter = await RunAsync("plan");
        var down = await RunAsync("down", "--yes", "-o", "json");
        var gone = await RunAsync("plan", "-o", "json");

        Assert.Equal([2, 2, 0, 0, 0, 0, 2], new[] { before, textBefore, up, after, textAfter, down, gone }.Select(r => r.Exit));
        Assert.Contains(JsonNode.Parse(before.Output)!.AsArray(), n => (string?)n!["node"] == "bookinfo-istio-cluster" && n["changes"]!.AsArray().Count > 0);
        Assert.Contains("bookinfo-istio-cluster", textBefore.Output, StringComparison.Ordinal);
        Assert.All(JsonNode.Parse(after.Output)!.AsArray(), n => Assert.Empty(n!["changes"]!.AsArray()));
        Assert.DoesNotContain("bookinfo-istio-cluster", textAfter.Output, StringComparison.Ordinal);
        Assert.Contains(JsonNode.Parse(gone.Output)!.AsArray(), n => (string?)n!["node"] == "bookinfo-istio-network" && n["changes"]!.AsArray().Count > 0);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Task<(int Exit, string Output, string Error)> RunAsync(params string[] args) =>
        AppHostProcess.RunAsync([.. args, "--time-scale", "0", "--data", _folder.FullName]);
}

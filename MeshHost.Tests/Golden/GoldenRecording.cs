using System.Text.Json.Nodes;

namespace MeshHost.Tests.Golden;

/// <summary>The texts of one target, by file name. They hold nothing random: where that changes, it is masked here, by its path.</summary>
internal sealed class GoldenRecording(GoldenSeam seam)
{
    /// <summary>What <c>graph</c> prints, in each of its formats.</summary>
    public async Task<Dictionary<string, string>> GraphAsync() => new()
    {
        ["graph.txt"] = await OkAsync("graph"),
        ["graph.json"] = await OkAsync("graph", "--output", "json"),
        ["graph.mmd"] = await OkAsync("graph", "--format", "mermaid"),
        ["graph.dot"] = await OkAsync("graph", "--format", "dot"),
    };

    /// <summary>What <c>render</c> prints of every node that is made of Kubernetes objects, and the names of the other nodes.</summary>
    public async Task<Dictionary<string, string>> RenderAsync()
    {
        var files = new Dictionary<string, string>();
        var without = new List<string>();
        foreach (var node in JsonNode.Parse(await OkAsync("graph", "--output", "json"))!.AsArray().Select(n => (string)n!["name"]!))
        {
            if (await seam.RenderAsync(node) is { } yaml)
            {
                files.Add($"{node}.yaml", yaml);
            }
            else
            {
                without.Add(node);
            }
        }

        files.Add("nodes-without-objects.txt", string.Join('\n', without));
        return files;
    }

    /// <summary>What <c>plan</c> prints, for people and for programs.</summary>
    public async Task<Dictionary<string, string>> PlanAsync(string name, int exitCode) => new()
    {
        [$"{name}.txt"] = await RunAsync(exitCode, "plan"),
        [$"{name}.json"] = await RunAsync(exitCode, "plan", "--output", "json"),
    };

    /// <summary>
    /// The requests that a rollout of everything sends to Google. Nodes run at the same time, so the changes are sorted; how often it asks
    /// depends on how fast things happen, so the questions are a set.
    /// </summary>
    public async Task<Dictionary<string, string>> RolloutAsync()
    {
        var before = seam.GoogleRequests.Count;
        await OkAsync("up", "--exit");
        var requests = seam.GoogleRequests.Skip(before).Select(r => new GoogleRequestText(r)).ToList();
        return new()
        {
            ["changes.txt"] = string.Join('\n', requests.Where(r => !r.IsRead).Select(r => r.Text).Order(StringComparer.Ordinal)),
            ["reads.txt"] = string.Join('\n', requests.Where(r => r.IsRead).Select(r => r.Text).Distinct().Order(StringComparer.Ordinal)),
        };
    }

    private Task<string> OkAsync(params string[] command) => RunAsync(0, command);

    private async Task<string> RunAsync(int exitCode, params string[] command)
    {
        var (exit, output, error) = await seam.RunAsync(command);
        Assert.True(exit == exitCode, $"'{string.Join(' ', command)}' ended with {exit}, not {exitCode}: {error}");
        return output;
    }
}

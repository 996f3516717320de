using System.Text.Json.Nodes;
using MeshHost.Emulator;

namespace MeshHost.Tests.Pipelines;

/// <summary>What people type: the aspire CLI on the built AppHost. The emulator keeps its state in a folder, so that one command acts on what another has made.</summary>
public sealed class AspireCliTests : IDisposable
{
    private readonly AspireCli _aspire = AspireCli.Find();

    public void Dispose() => _aspire.Dispose();

    [Fact]
    public async Task Deploy_twice_and_destroy_leave_nothing()
    {
        var data = Path.Combine(_aspire.Folder.FullName, "data");
        string[] target = ["--target=emulator", $"--data={data}", "--time-scale=0"];

        var deploy = await _aspire.RunAsync(["deploy"], target);
        var made = await InventoryAsync(data);
        var again = await _aspire.RunAsync(["deploy"], target);
        var one = await _aspire.RunAsync(["do", "provision-bookinfo-istio-network"], target);
        var destroy = await _aspire.RunAsync(["destroy", "--yes"], target);
        var left = await InventoryAsync(data);

        Assert.All(new[] { deploy, again, one, destroy }, run => Assert.True(run.Exit == 0, run.Text));
        Assert.Contains(made, r => r.Contains("/clusters/bookinfo-istio", StringComparison.Ordinal));
        Assert.Equal(await InventoryAsync(Path.Combine(_aspire.Folder.FullName, "fresh")), left);
        Assert.Contains("(provision-bookinfo-verification)", deploy.Text, StringComparison.Ordinal);
        Assert.DoesNotMatch("Execution attempt|Request finished|   at |saved to deployment state", deploy.Text + again.Text + destroy.Text);

        // Nothing of the rehearsal is there for the next deployment, elsewhere, to find.
        Assert.All(
            _aspire.Folder.EnumerateFiles("*.json*", SearchOption.AllDirectories).Where(f => f.FullName.Contains("deployments", StringComparison.Ordinal)),
            file => Assert.DoesNotContain("mesh-demo", File.ReadAllText(file.FullName), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pipeline_that_is_called_wrongly_is_refused_in_a_sentence()
    {
        var none = await _aspire.RunAsync(["deploy"]);
        var unknown = await _aspire.RunAsync(["destroy", "--yes"], "--target=nowhere");
        var mistyped = await _aspire.RunAsync(["deploy"], "--target=emulator", "--tme-scale=0");
        var values = await _aspire.RunAsync(["deploy"], "--target=gke", "--Parameters:domain=---", "--Parameters:gcp-project=mesh-demo");

        Assert.Equal([1, 3, 3, 1], new[] { none, unknown, mistyped, values }.Select(r => r.Exit));
        Assert.Contains("No target is given.", none.Text, StringComparison.Ordinal);
        Assert.Contains("There is no target 'nowhere'.", unknown.Text, StringComparison.Ordinal);
        Assert.Contains("Did you mean '--time-scale'?", mistyped.Text, StringComparison.Ordinal);
        Assert.Contains("The parameter 'domain': '---' is not a domain name.", values.Text, StringComparison.Ordinal);
        Assert.Contains("The parameter 'acme-email' has no value.", values.Text, StringComparison.Ordinal);
        Assert.DoesNotMatch("   at |unexpected error", none.Text + unknown.Text + mistyped.Text + values.Text);
    }

    [Fact]
    public async Task Failing_node_ends_the_deployment_with_1_and_its_cause()
    {
        var charts = Path.Combine(_aspire.Folder.FullName, "charts");
        foreach (var chart in Directory.GetDirectories(Path.Combine(AppContext.BaseDirectory, "Charts")).SelectMany(Directory.GetDirectories))
        {
            Copy(chart, Path.Combine(charts, Path.GetFileName(chart)));
        }

        await File.WriteAllTextAsync(
            Path.Combine(charts, "jaeger", "templates", "broken.yaml"), "a: {{ fail \"no storage chosen\" }}\n", TestContext.Current.CancellationToken);

        var (exit, text) = await _aspire.RunAsync(["deploy"], "--target=emulator", "--time-scale=0", $"--charts={charts}");

        Assert.True(exit == 1, text);
        Assert.Contains("(provision-observability-jaeger)", text, StringComparison.Ordinal);
        Assert.Contains("no storage chosen", text, StringComparison.Ordinal);
        Assert.Contains("(provision-istio-gateway) ✓", text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_writes_a_folder_for_each_node_and_the_same_again()
    {
        var folder = Path.Combine(_aspire.Folder.FullName, "out");

        var first = await _aspire.RunAsync(["publish", "-o", folder], "--target=emulator");
        var written = Read();
        var second = await _aspire.RunAsync(["publish", "-o", folder], "--target=emulator");

        Assert.True(first.Exit == 0, first.Text);
        Assert.True(second.Exit == 0, second.Text);
        Assert.Contains("kind: Deployment", written["istio-istiod"], StringComparison.Ordinal);
        Assert.Contains("kind: VirtualService", written["bookinfo-route"], StringComparison.Ordinal);
        Assert.Equal(written, Read());

        Dictionary<string, string> Read() => Directory.GetDirectories(folder).ToDictionary(d => Path.GetFileName(d), d => File.ReadAllText(Path.Combine(d, "manifest.yaml")));
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    // The zone of the domain is there before the first rollout and stays, as its owner's does.
    private static async Task<IReadOnlyList<string>> InventoryAsync(string data)
    {
        await using var emulator = new EmulatorHost(new EmulatorOptions { TimeScale = 0, Project = "mesh-demo", DnsZones = { "bookinfo.localhost" }, DataFolder = data });
        await emulator.StartAsync(TestContext.Current.CancellationToken);
        using var http = new HttpClient();
        var answer = JsonNode.Parse(await http.GetStringAsync(new Uri(emulator.GoogleBaseUri, "/emulator/v1/inventory"), TestContext.Current.CancellationToken))!;
        return [.. answer["resources"]!.AsArray().Select(r => r!.ToString())];
    }
}

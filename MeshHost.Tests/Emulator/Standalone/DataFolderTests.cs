using System.Text.Json.Nodes;
using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Readiness;
using MeshHost.Tests.Emulator.Clusters;

namespace MeshHost.Tests.Emulator.Standalone;

/// <summary>The emulator with <c>--data</c>: a process that ends, however it does, and the next one that goes on.</summary>
public sealed class DataFolderTests : IDisposable
{
    private const string Clusters = "/v1/projects/mesh-demo/locations/us-central1-a/clusters";

    private const string Networks = "/compute/v1/projects/mesh-demo/global/networks";

    private static readonly GroupVersionKind s_widget = new("example.com", "v1", "Widget");

    private static readonly ReadinessWaitOptions s_patience = new() { Timeout = TimeSpan.FromMinutes(5) };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("meshhost-data-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(_folder.FullName, "state");

    [Theory]
    [InlineData("TERM")]
    [InlineData("KILL")]
    public async Task Networks_clusters_and_their_objects_survive_and_the_kubeconfig_of_before_still_works(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals to end a process with.");
        string kubeconfig, authority, endpoint;
        var before = new Dictionary<ObjectReference, string>();
        await using (var first = await StartAsync("first"))
        {
            await first.CallAsync(HttpMethod.Post, Networks, new JsonObject { ["name"] = "kept", ["autoCreateSubnetworks"] = false });
            endpoint = (string)(await first.CallAsync(HttpMethod.Get, Clusters + "/demo"))["endpoint"]!;
            kubeconfig = await File.ReadAllTextAsync(first.Environment + ".kubeconfig", Cancellation);
            authority = await File.ReadAllTextAsync(first.Environment + ".ca.pem", Cancellation);
            await using var client = EmulatorProcess.Connect(kubeconfig);
            foreach (var manifest in (string[])
            [
                Manifests.Definition("example.com", "Widget", "widgets"),
                "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: one, namespace: default}\nspec: {size: 3}\n",
                "apiVersion: v1\nkind: Secret\nmetadata: {name: kept, namespace: default}\nstringData: {a: b}\n",
                "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: default}\nspec: {type: NodePort, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}\n",
                Manifests.Deployment("web", "nginx", replicas: 2),
            ])
            {
                var made = await client.CreateAsync(KubernetesObject.ParseYaml(manifest)[0], false, Cancellation);
                before[made.Reference] = made.Uid!;
            }

            await new ReadinessWaiter(client).WaitAsync([.. before.Keys], s_patience, null, Cancellation);
            var gone = await client.CreateAsync(ConfigMap("gone"), false, Cancellation);
            await client.DeleteAsync(gone.Reference, null, Cancellation);
            var last = await client.CreateAsync(ConfigMap("written-last"), false, Cancellation);
            before[last.Reference] = last.Uid!;
            Assert.Equal(signal == "TERM", await first.EndAsync(signal) == 0);
        }

        await using var second = await StartAsync("second");

        var cluster = await second.CallAsync(HttpMethod.Get, Clusters + "/demo");
        Assert.Equal(("RUNNING", endpoint), ((string)cluster["status"]!, (string)cluster["endpoint"]!));
        await second.CallAsync(HttpMethod.Get, Networks + "/kept");
        await second.CallAsync(HttpMethod.Get, Networks + "/demo-vpc");
        Assert.Equal(authority, await File.ReadAllTextAsync(second.Environment + ".ca.pem", Cancellation));
        await using var again = EmulatorProcess.Connect(kubeconfig);
        foreach (var (reference, uid) in before)
        {
            Assert.Equal(uid, (await again.GetAsync(reference, Cancellation))?.Uid);
        }

        Assert.Equal(3, (await again.GetAsync(new ObjectReference(s_widget, "one", "default"), Cancellation))!["spec.size"]!.GetValue<int>());
        Assert.Null(await again.GetAsync(ConfigMap("gone").Reference, Cancellation));
        await new ReadinessWaiter(again).WaitAsync([.. before.Keys], s_patience, null, Cancellation);
        await AssertNewObjectsShareNothingWithOldOnesAsync(again);
    }

    [Fact]
    public async Task Cluster_that_is_deleted_leaves_nothing_in_the_folder()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals to end a process with.");
        await using (var first = await StartAsync("first"))
        {
            await first.EndAsync("KILL");
        }

        await using var second = await StartAsync("second");
        const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var kept = Directory.GetFiles(Path.Combine(Data, "clusters"), "*", SearchOption.AllDirectories)
            .Select(f => OperatingSystem.IsWindows() ? OwnersAlone : File.GetUnixFileMode(f))
            .ToArray();
        var operation = (string)(await second.CallAsync(HttpMethod.Delete, Clusters + "/demo"))["name"]!;
        var path = Clusters.Replace("clusters", "operations/", StringComparison.Ordinal) + operation;
        while ((string)(await second.CallAsync(HttpMethod.Get, path))["status"]! != "DONE")
        {
            await Task.Yield();
        }

        Assert.NotEmpty(kept);
        Assert.All(kept, m => Assert.Equal(OwnersAlone, m));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(Data, "clusters")));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    // Uids and names come from a seed: a second run with the same one must not begin again.
    private static async Task AssertNewObjectsShareNothingWithOldOnesAsync(KubernetesClient client)
    {
        var services = new List<KubernetesObject>();
        for (var i = 0; i < 20; i++)
        {
            services.Add(await client.CreateAsync(KubernetesObject.ParseYaml($"apiVersion: v1\nkind: Service\nmetadata: {{name: new-{i}, namespace: default}}\nspec: {{type: NodePort, ports: [{{port: 80}}]}}\n")[0], false, Cancellation));
        }

        var all = await client.ListAsync(new GroupVersionKind("", "v1", "Service"), null, null, Cancellation);
        Assert.All(
            (string[])["metadata.uid", "spec.clusterIP"],
            field => Assert.Equal(all.Count, all.Select(s => s[field]!.GetValue<string>()).Distinct(StringComparer.Ordinal).Count()));
        var ports = all.SelectMany(s => s["spec.ports"]!.AsArray()).Select(p => (int?)p!["nodePort"]).OfType<int>().ToArray();
        Assert.Equal(ports.Distinct(), ports);
    }

    private static KubernetesObject ConfigMap(string name) =>
        KubernetesObject.ParseYaml($"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: default}}\n")[0];

    private Task<EmulatorProcess> StartAsync(string name) =>
        EmulatorProcess.StartAsync(Path.Combine(_folder.FullName, name + ".env"), "--data", Data, "--cluster", "demo");
}

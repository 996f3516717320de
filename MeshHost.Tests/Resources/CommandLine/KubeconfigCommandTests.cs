using MeshHost.Gcp;
using MeshHost.Kubernetes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MeshHost.Tests.Resources.CommandLine;

public sealed class KubeconfigCommandTests(RolledOutMesh mesh) : IClassFixture<RolledOutMesh>
{
    private const string Context = "gke_mesh-demo_us-central1-a_bookinfo-istio";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string NewFile => Path.Combine(mesh.Folder, Guid.NewGuid().ToString("N"));

    [Fact]
    public async Task File_is_the_owners_alone_and_leads_to_the_cluster()
    {
        var file = NewFile;
        var (exit, output, error) = await mesh.RunAsync("kubeconfig", "--output-file", file, "--cluster", "bookinfo-istio");

        Assert.True(exit == 0, error);
        Assert.Contains(file, output, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        await using var client = KubernetesClient.FromKubeconfig(Kubeconfig.Load(file), Context);
        Assert.NotEmpty(await client.ListAsync(new("", "v1", "Namespace"), null, null, Cancellation));
    }

    [Fact]
    public async Task Google_Cloud_is_reached_with_its_plugin_and_no_credential_is_written()
    {
        var builder = mesh.World.CreateBuilder();
        builder.Services.Replace(ServiceDescriptor.Singleton(GoogleCloudConnectionOptions.ForEmulator(mesh.World.Emulator.GoogleBaseUri) with
        {
            Credentials = GoogleCloudCredentials.FromAccessToken(_ => ValueTask.FromResult("a-secret")),
        }));
        var (exit, output, error) = await RolledOutMesh.RunAsync(builder, "kubeconfig", "--output-file=-");

        Assert.True(exit == 0, error);
        Assert.DoesNotContain("a-secret", output, StringComparison.Ordinal);
        var user = Kubeconfig.Parse(output).Users.Single();
        Assert.Equal(Context, user.Name);
        Assert.Equal("gke-gcloud-auth-plugin", user.Exec!.Command);
        Assert.True(user.Exec.ProvideClusterInfo);
        Assert.Equal("client.authentication.k8s.io/v1beta1", user.Exec.ApiVersion);
        Assert.Contains("installHint", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_says_where_the_file_is_and_shows_nothing_of_it()
    {
        var file = NewFile;
        var (exit, output, _) = await mesh.RunAsync("kubeconfig", "--output-file", file, "--output", "json");

        Assert.Equal(0, exit);
        var json = System.Text.Json.JsonDocument.Parse(output).RootElement;
        Assert.Equal(file, json.GetProperty("path").GetString());
        Assert.Equal(Context, json.GetProperty("context").GetString());
        Assert.Equal("bookinfo-istio", json.GetProperty("cluster").GetString());
        Assert.DoesNotContain("emulated", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cluster_that_the_graph_lacks_is_refused_with_those_that_it_has()
    {
        var (exit, _, error) = await mesh.RunAsync("kubeconfig", "--cluster", "other", "--output-file", NewFile);

        Assert.Equal(1, exit);
        Assert.Contains("There is no cluster 'other'. There is bookinfo-istio.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Merging_and_writing_a_file_at_once_is_wrong_usage()
    {
        var (exit, _, error) = await mesh.RunAsync("kubeconfig", "--merge", "--output-file", NewFile);

        Assert.Equal(3, exit);
        Assert.Contains("Give either --merge or --output-file", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Merge_adds_to_the_first_file_of_KUBECONFIG_and_keeps_what_is_there()
    {
        var own = NewFile;
        await File.WriteAllTextAsync(own, """
            apiVersion: v1
            kind: Config
            current-context: home
            clusters: [{name: home, cluster: {server: "https://127.0.0.1:1"}}]
            users: [{name: me, user: {token: kept}}]
            contexts: [{name: home, context: {cluster: home, user: me}}]
            preferences: {colors: true}
            """, Cancellation);
        var (exit, output, error) = await AppHostProcess.RunAsync(
            ["kubeconfig", "--merge", "--target", "kubeconfig", "--context", Context], ("KUBECONFIG", own + Path.PathSeparator + mesh.KubeconfigPath));

        Assert.True(exit == 0, error);
        Assert.Contains(own, output, StringComparison.Ordinal);
        var merged = Kubeconfig.Load(own);
        Assert.Equal(Context, merged.CurrentContext);
        Assert.Equal([Context, "home"], merged.Contexts.Select(c => c.Name).Order(StringComparer.Ordinal));
        Assert.Equal("kept", merged.Users.Single(u => u.Name == "me").Token);
        Assert.Contains("colors: true", await File.ReadAllTextAsync(own, Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Linked_file_is_changed_where_it_is()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        var (target, link) = (NewFile, NewFile);
        await File.WriteAllTextAsync(target, "apiVersion: v1\nkind: Config\n", Cancellation);
        File.CreateSymbolicLink(link, target);

        Kubeconfig.Load(mesh.KubeconfigPath).SaveInto(link);

        Assert.NotNull(new FileInfo(link).LinkTarget);
        Assert.Equal(Context, Kubeconfig.Load(target).CurrentContext);
    }

    [Fact]
    public void Minified_kubeconfig_has_one_context_with_its_cluster_and_user()
    {
        var small = Kubeconfig.Parse("""
            apiVersion: v1
            kind: Config
            current-context: a
            clusters: [{name: ca, cluster: {server: "https://a"}}, {name: cb, cluster: {server: "https://b"}}]
            users: [{name: ua, user: {token: ta}}, {name: ub, user: {token: tb}}]
            contexts: [{name: a, context: {cluster: ca, user: ua}}, {name: b, context: {cluster: cb, user: ub}}]
            """).Minify("b");

        Assert.Equal("b", small.CurrentContext);
        Assert.Equal(["b", "cb", "ub"], [small.Contexts.Single().Name, small.Clusters.Single().Name, small.Users.Single().Name]);
        Assert.DoesNotContain("ta", small.ToYaml(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cluster_that_is_not_there_is_one_sentence()
    {
        await using var empty = await AppHost.MeshWorld.StartAsync();
        var (exit, _, error) = await RolledOutMesh.RunAsync(empty.CreateBuilder(), "kubeconfig", "--output-file", NewFile);

        Assert.Equal(1, exit);
        Assert.Contains("There is no cluster 'bookinfo-istio' in us-central1-a. Provision it first.", error, StringComparison.Ordinal);
    }
}

using System.Text.Json;
using Aspire.Hosting;
using MeshHost.Tests.Hosting;

namespace MeshHost.Tests.Resources.CommandLine;

public sealed class LogsCommandTests(RolledOutMesh mesh) : IClassFixture<RolledOutMesh>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Node_shows_the_main_container_of_its_pod_alone()
    {
        var (exit, output, error) = await mesh.RunAsync("logs", "istio-istiod");

        Assert.True(exit == 0, error);
        Assert.Contains("Starting Istiod Server", output, StringComparison.Ordinal);
        Assert.DoesNotContain("[istiod", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sidecar_is_shown_when_asked_for_only()
    {
        var main = await mesh.RunAsync("logs", "bookinfo-productpage");
        var all = await mesh.RunAsync("logs", "bookinfo-productpage", "--all-containers");

        Assert.Equal(0, main.Exit);
        Assert.DoesNotContain("Proxy role", main.Output, StringComparison.Ordinal);
        Assert.Contains("/istio-proxy] info\tProxy role", all.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parent_shows_the_pods_of_all_of_its_parts_with_their_names()
    {
        var (exit, output, error) = await mesh.RunAsync("logs", "bookinfo", "--container", "istio-proxy");

        Assert.True(exit == 0, error);
        Assert.All(["details-v1", "ratings-v1", "reviews-v1", "reviews-v2", "reviews-v3", "productpage-v1"], w =>
            Assert.Contains($"[{w}-", output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pods_that_an_operator_made_for_the_release_are_shown()
    {
        var (exit, output, error) = await mesh.RunAsync("logs", "observability-prometheus", "--output", "json");

        Assert.True(exit == 0, error);
        var pods = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("pod").GetString()!).Distinct();
        Assert.Contains(pods, p => p.StartsWith("prometheus-", StringComparison.Ordinal) && p.EndsWith("-0", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tail_and_container_choose_the_lines()
    {
        var (exit, output, error) = await mesh.RunAsync("logs", "bookinfo-reviews", "--container", "istio-proxy", "--tail", "1", "-o", "json");

        Assert.True(exit == 0, error);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(3, lines.Count);
        Assert.All(lines, l => Assert.Equal("istio-proxy", l.GetProperty("container").GetString()));
        Assert.Equal(3, lines.Select(l => l.GetProperty("pod").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task Container_that_no_pod_has_is_refused_with_the_names_that_there_are()
    {
        var (exit, output, error) = await mesh.RunAsync("logs", "bookinfo-productpage", "--container", "proxy");

        Assert.Equal(1, exit);
        Assert.Empty(output);
        Assert.Contains("istio-proxy", error, StringComparison.Ordinal);
        Assert.Contains("productpage", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_that_cannot_be_read_is_told_and_makes_the_exit_code()
    {
        var (exit, output, error) = await mesh.RunAsync("logs", "bookinfo-productpage", "--previous");

        Assert.Equal(1, exit);
        Assert.Empty(output);
        Assert.Contains("previous terminated container", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "bookinfo-istio-network", "There is nothing behind 'bookinfo-istio-network' that could run pods")]
    [InlineData(1, "bookinfo-rules", "There are no pods behind 'bookinfo-rules'")]
    [InlineData(3, "nobody", "There is no node 'nobody'")]
    public async Task Node_without_pods_is_one_sentence(int code, string node, string message)
    {
        var (exit, _, error) = await mesh.RunAsync("logs", node);

        Assert.Equal(code, exit);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Follow_goes_on_until_the_container_ends()
    {
        var output = new FirstLineWriter();
        var following = CommandLineBuilderExtensions.RunCommandAsync(
            mesh.World.CreateBuilder(), ["logs", "istio-gateway", "--follow=true"], new(output, TextWriter.Null), Cancellation);
        await output.FirstLine.DefaultTimeout();
        Assert.False(following.IsCompleted);

        foreach (var deployment in await mesh.Kubernetes.ListAsync(new("apps", "v1", "Deployment"), null, null, Cancellation))
        {
            if (deployment.Name.Contains("ingressgateway", StringComparison.Ordinal))
            {
                await mesh.Kubernetes.DeleteAsync(deployment.Reference, null, Cancellation);
            }
        }

        Assert.Equal(0, await following.DefaultTimeout());
    }

    [Fact]
    public async Task Process_reads_the_cluster_of_a_kubeconfig_and_prints_nothing_but_the_lines()
    {
        var (exit, output, error) = await AppHostProcess.RunAsync(
            ["logs", "bookinfo-details", "--target", "kubeconfig", "--output", "json"], ("KUBECONFIG", mesh.KubeconfigPath));

        Assert.True(exit == 0, error);
        Assert.All(output.Split('\n', StringSplitOptions.RemoveEmptyEntries), l => Assert.StartsWith("{", l, StringComparison.Ordinal));
    }

    [Fact]
    public void Selector_is_written_as_the_api_takes_it() => Assert.Equal(
        "app=a,tier in (b,c),env notin (d),!old,new",
        MeshHost.Resources.CommandLine.PodFinder.Selector((System.Text.Json.Nodes.JsonObject)System.Text.Json.Nodes.JsonNode.Parse(
            """
            {"matchLabels":{"app":"a"},"matchExpressions":[{"key":"tier","operator":"In","values":["b","c"]},
             {"key":"env","operator":"NotIn","values":["d"]},{"key":"old","operator":"DoesNotExist"},{"key":"new","operator":"Exists"}]}
            """)!));

    private sealed class FirstLineWriter : StringWriter
    {
        private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task FirstLine => _first.Task;

        public override void WriteLine(string? value) => _first.TrySetResult();
    }
}

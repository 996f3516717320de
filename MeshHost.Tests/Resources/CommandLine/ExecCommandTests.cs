using System.Text.Json;

namespace MeshHost.Tests.Resources.CommandLine;

public sealed class ExecCommandTests(RolledOutMesh mesh) : IClassFixture<RolledOutMesh>
{
    [Fact]
    public async Task Output_is_the_programs_and_which_container_it_was_is_told_beside_it()
    {
        var (exit, output, error) = await mesh.RunAsync("exec", "istio-gateway", "--", "pilot-agent", "version", "--short");

        Assert.True(exit == 0, error);
        Assert.StartsWith("version.BuildInfo{", output, StringComparison.Ordinal);
        Assert.Matches("^Pod istio-[a-z]+/istio-ingressgateway-[a-z0-9-]+, container istio-proxy", error);
    }

    [Fact]
    public async Task Exit_code_and_errors_of_the_program_are_handed_on()
    {
        var (exit, output, error) = await mesh.RunAsync("exec", "bookinfo-details", "--", "no-such-program", "--verbose", "-x");

        Assert.Equal(126, exit);
        Assert.Empty(output);
        Assert.Contains("container details", error, StringComparison.Ordinal);
        Assert.Contains("'no-such-program --verbose -x' is not emulated", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Named_container_is_taken_in_place_of_the_main_one()
    {
        var (exit, output, error) = await mesh.RunAsync("exec", "bookinfo-productpage", "-c", "istio-proxy", "--", "pilot-agent", "request", "GET", "stats/prometheus");

        Assert.True(exit == 0, error);
        Assert.Contains("istio_", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_has_the_exit_code_and_both_outputs()
    {
        var (exit, output, _) = await mesh.RunAsync("exec", "bookinfo-details", "-o", "json", "--", "no-such-program");

        Assert.Equal(126, exit);
        var json = JsonDocument.Parse(output).RootElement;
        Assert.Equal(126, json.GetProperty("exitCode").GetInt32());
        Assert.Equal("", json.GetProperty("standardOutput").GetString());
        Assert.Contains("not emulated", json.GetProperty("standardError").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("details-v1-", json.GetProperty("pod").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pods_of_several_workloads_have_to_be_chosen_from()
    {
        var (exit, _, error) = await mesh.RunAsync("exec", "bookinfo-reviews", "--", "true");

        Assert.Equal(1, exit);
        Assert.Contains("There are pods of several workloads behind 'bookinfo-reviews'. Choose one with --pod.", error, StringComparison.Ordinal);
        var second = error.Split(['/', ',', ' ', '.']).First(n => n.StartsWith("reviews-v2-", StringComparison.Ordinal));

        var chosen = await mesh.RunAsync("exec", "bookinfo-reviews", "--pod", second, "-c", "istio-proxy", "--", "pilot-agent", "version");

        Assert.True(chosen.Exit == 0, chosen.Error);
        Assert.Contains(second, chosen.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, "There is no node 'nobody'", "nobody", "--", "true")]
    [InlineData(1, "There is nothing behind 'bookinfo-istio-network' that could run pods", "bookinfo-istio-network", "--", "true")]
    [InlineData(1, "There are no pods behind 'bookinfo-rules'", "bookinfo-rules", "--", "true")]
    [InlineData(1, "No pod behind 'bookinfo-details' is named 'other'. There is bookinfo/details-v1-", "bookinfo-details", "--pod", "other", "--", "true")]
    [InlineData(1, "has no container 'other'. It has details, istio-proxy", "bookinfo-details", "--container", "other", "--", "true")]
    [InlineData(1, "The container 'istio-init' of Pod bookinfo/details-v1-", "bookinfo-details", "--container", "istio-init", "--", "true")]
    [InlineData(3, "Required argument missing for command: 'exec'", "bookinfo-details")]
    [InlineData(3, "Required argument missing for command: 'exec'", "bookinfo-details", "--")]
    [InlineData(3, "'-la' is not an option of 'exec'", "bookinfo-details", "ls", "-la")]
    [InlineData(3, "'--contaner' is not an option of 'exec'. Did you mean '--container'?", "bookinfo-details", "--contaner", "x", "--", "true")]
    public async Task Bad_input_is_one_sentence(int code, string message, params string[] args)
    {
        var (exit, output, error) = await mesh.RunAsync(["exec", .. args]);

        Assert.Equal(code, exit);
        Assert.Empty(output);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_says_that_there_is_no_terminal()
    {
        var (exit, output, _) = await mesh.RunAsync("exec", "--help");

        Assert.Equal(0, exit);
        Assert.Contains("There is no terminal (TTY) for it", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_hands_on_the_exit_code_and_the_programs_options_are_not_its_own()
    {
        var (exit, output, error) = await AppHostProcess.RunAsync(
            ["exec", "bookinfo-details", "--target", "kubeconfig", "--", "serve", "--target", "moon", "--time-scale", "slow", "http://x:1/?a=b"], ("KUBECONFIG", mesh.KubeconfigPath));

        Assert.True(exit == 126, error);
        Assert.Empty(output);
        Assert.Contains("Pod bookinfo/details-v1-", error, StringComparison.Ordinal);
        Assert.Contains("'serve --target moon --time-scale slow http://x:1/?a=b' is not emulated", error, StringComparison.Ordinal);
    }
}

using MeshHost.Kubernetes;

namespace MeshHost.Tests.Kubernetes.Configuration;

public sealed class ExecCredentialSourceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("exec-").FullName;
    private readonly ManualTime _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Token_is_kept_until_it_expires()
    {
        ExecCredentialSource source = Source(Counting("2030-01-01T01:00:00Z"));

        Assert.Equal("token-1", await source.GetTokenAsync(TestContext.Current.CancellationToken));
        Assert.Equal("token-1", await source.GetTokenAsync(TestContext.Current.CancellationToken));
        _time.Advance(TimeSpan.FromHours(2));

        Assert.Equal("token-2", await source.GetTokenAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Token_is_asked_for_again_after_the_server_refused_it()
    {
        ExecCredentialSource source = Source(Counting("2030-01-01T01:00:00Z"));
        await source.GetTokenAsync(TestContext.Current.CancellationToken);

        source.Refuse();

        Assert.Equal("token-2", await source.GetTokenAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Many_callers_share_one_run()
    {
        ExecCredentialSource source = Source(Counting("2030-01-01T01:00:00Z"));

        string?[] tokens = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => source.GetTokenAsync(TestContext.Current.CancellationToken).AsTask()));

        Assert.Equal(["token-1"], tokens.Distinct());
    }

    [Theory]
    [InlineData("client.authentication.k8s.io/v1")]
    [InlineData("client.authentication.k8s.io/v1beta1")]
    public async Task Plugin_is_told_about_the_call_and_the_cluster(string apiVersion)
    {
        ExecPlugin plugin = Script("echo \"$KUBERNETES_EXEC_INFO\" > \"$(dirname \"$0\")/info\"; echo '{\"status\":{\"token\":\"'$EXTRA-$1'\"}}'") with
        {
            ApiVersion = apiVersion,
            Arguments = ["argument"],
            Environment = new Dictionary<string, string> { ["EXTRA"] = "extra" },
            ProvideClusterInfo = true,
            InteractiveMode = "Never",
        };

        string? token = await Source(plugin).GetTokenAsync(TestContext.Current.CancellationToken);

        Assert.Equal("extra-argument", token);
        string info = await File.ReadAllTextAsync(Path.Combine(_folder, "info"), TestContext.Current.CancellationToken);
        Assert.Contains($"\"apiVersion\":\"{apiVersion}\"", info, StringComparison.Ordinal);
        Assert.Contains("\"interactive\":false", info, StringComparison.Ordinal);
        Assert.Contains("\"server\":\"https://cluster\"", info, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_plugin_is_answered_with_its_install_hint()
    {
        ExecPlugin plugin = new() { Command = "no-such-plugin-anywhere", InstallHint = "Install the plugin with gcloud." };

        KubeconfigException exception = await Assert.ThrowsAsync<KubeconfigException>(() => Source(plugin).GetTokenAsync(TestContext.Current.CancellationToken).AsTask());

        Assert.EndsWith("Install the plugin with gcloud.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failing_plugin_is_quoted()
    {
        KubeconfigException exception = await Assert.ThrowsAsync<KubeconfigException>(
            () => Source(Script("echo 'please sign in' >&2; exit 3")).GetTokenAsync(TestContext.Current.CancellationToken).AsTask());

        Assert.Contains("exit code 3: please sign in", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Always")]
    [InlineData("IfAvailable")]
    [InlineData("Never")]
    public async Task Plugin_gets_a_terminal_only_where_there_is_one(string mode)
    {
        Assert.SkipUnless(Console.IsInputRedirected, "this test runs without a terminal");
        ExecCredentialSource source = Source(Script("""
            if [ -t 0 ]; then where=terminal; else where=$(cat | wc -c); fi
            echo '{"status":{"token":"'$where'"}}'
            """) with { InteractiveMode = mode });

        if (mode == "Always")
        {
            KubeconfigException exception = await Assert.ThrowsAsync<KubeconfigException>(async () => await source.GetTokenAsync(TestContext.Current.CancellationToken));
            Assert.Contains("insists on talking to a person, and there is no terminal", exception.Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal("0", await source.GetTokenAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Unknown_protocol_version_is_refused()
    {
        ExecPlugin plugin = Script("true") with { ApiVersion = "client.authentication.k8s.io/v1alpha1" };

        await Assert.ThrowsAsync<KubeconfigException>(() => Source(plugin).GetTokenAsync(TestContext.Current.CancellationToken).AsTask());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private ExecCredentialSource Source(ExecPlugin plugin) =>
        new(plugin, new KubeconfigCluster { Name = "c", Server = new Uri("https://cluster") }, null, _time);

    private ExecPlugin Counting(string expires) => Script($$$"""
        n=$(($(cat "$(dirname "$0")/n" 2>/dev/null || echo 0) + 1)); echo $n > "$(dirname "$0")/n"
        echo '{"status":{"token":"token-'$n'","expirationTimestamp":"{{{expires}}}"}}'
        """);

    private ExecPlugin Script(string body)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the plugin of this test is a shell script");
        string path = Path.Combine(_folder, "plugin");
        File.WriteAllText(path, "#!/bin/sh\n" + body + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return new ExecPlugin { Command = path };
    }
}

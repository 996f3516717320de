using System.Text;
using MeshHost.Kubernetes;

namespace MeshHost.Tests.Kubernetes.Configuration;

public sealed class KubeconfigTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubeconfig-").FullName;

    [Fact]
    public void Load_merges_files_and_the_first_definition_of_a_name_counts()
    {
        string first = Write("first", Config("shared", "https://first", "one"));
        string second = Write("second", Config("shared", "https://second", "two") + "\n" + "preferences: {}");

        Kubeconfig config = Kubeconfig.Load(first, Path.Combine(_folder, "missing"), second);

        Assert.Equal(new Uri("https://first"), Assert.Single(config.Clusters).Server);
        Assert.Equal(["one", "two"], config.Contexts.Select(context => context.Name));
        Assert.Equal("one", config.CurrentContext);
    }

    [Fact]
    public void Load_says_where_it_looked_when_no_file_exists()
    {
        KubeconfigException exception = Assert.Throws<KubeconfigException>(() => Kubeconfig.Load("/nowhere/config"));

        Assert.Contains("/nowhere/config", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Relative_paths_are_relative_to_the_file()
    {
        string file = Write("config", """
            clusters:
            - name: c
              cluster: {server: "https://c", certificate-authority: pki/ca.crt}
            users:
            - name: u
              user: {tokenFile: ../token, exec: {command: ./plugin, apiVersion: client.authentication.k8s.io/v1}}
            """);

        Kubeconfig config = Kubeconfig.Load(file);

        Assert.Equal(Path.Combine(_folder, "pki/ca.crt"), config.Clusters[0].CertificateAuthority);
        Assert.Equal(Path.GetFullPath(Path.Combine(_folder, "../token")), config.Users[0].TokenFile);
        Assert.Equal(Path.Combine(_folder, "plugin"), config.Users[0].Exec!.Command);
    }

    [Fact]
    public void Save_writes_a_file_that_only_its_owner_can_read_and_keeps_what_it_does_not_know()
    {
        Kubeconfig config = Kubeconfig.Parse(Config("c", "https://c", "one") + "\nextensions:\n- name: x\n  extension: {a: 1}");
        string file = Path.Combine(_folder, "deep", "config");

        config.Save(file);

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        Assert.Contains("extensions:", File.ReadAllText(file), StringComparison.Ordinal);
        Assert.Equal("one", Kubeconfig.Load(file).CurrentContext);
        Assert.Equal([file], Directory.GetFiles(Path.GetDirectoryName(file)!));
    }

    [Fact]
    public void Unknown_context_is_answered_with_those_that_exist()
    {
        Kubeconfig config = Kubeconfig.Parse(Config("c", "https://c", "one"));

        KubeconfigException exception = Assert.Throws<KubeconfigException>(() => config.CreateClientOptions("other"));

        Assert.Equal("The kubeconfig has no context 'other'. It has: one.", exception.Message);
    }

    [Fact]
    public void Insecure_clusters_are_refused_with_advice()
    {
        Kubeconfig config = Kubeconfig.Parse(Config("c", "https://c", "one").Replace("server:", "insecure-skip-tls-verify: true\n    server:", StringComparison.Ordinal));

        KubeconfigException exception = Assert.Throws<KubeconfigException>(() => config.CreateClientOptions());

        Assert.Contains("certificate-authority-data", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_carry_server_name_and_proxy()
    {
        Kubeconfig config = Kubeconfig.Parse(Config("c", "https://10.0.0.1", "one").Replace(
            "server:", "tls-server-name: api.example.com\n    proxy-url: socks5://127.0.0.1:1080\n    server:", StringComparison.Ordinal));

        KubernetesClientOptions options = config.CreateClientOptions();

        Assert.Equal("api.example.com", options.TlsServerName);
        Assert.Equal(new Uri("socks5://127.0.0.1:1080"), options.Proxy);
    }

    [Fact]
    public async Task Impersonation_is_sent_with_the_callers_own_credentials()
    {
        Kubeconfig config = WithUser("""{token: mine, as: jane, as-uid: u1, as-groups: [dev, ops], as-user-extra: {example.com/scope: [a, b]}}""");

        Assert.Equal(
            [
                ("Authorization", "Bearer mine"), ("Impersonate-User", "jane"), ("Impersonate-Group", "dev"), ("Impersonate-Group", "ops"), ("Impersonate-Uid", "u1"),
                ("Impersonate-Extra-example.com%2Fscope", "a"), ("Impersonate-Extra-example.com%2Fscope", "b"),
            ],
            await IdentityAsync(config));
        Assert.Equal(await IdentityAsync(config), await IdentityAsync(Kubeconfig.Parse(config.ToYaml())));
    }

    [Fact]
    public void Impersonation_of_nobody_is_refused()
    {
        KubeconfigException exception = Assert.Throws<KubeconfigException>(() => WithUser("{token: mine, as-groups: [ops]}").CreateClientOptions());

        Assert.Contains("say who is to be impersonated", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task User_name_and_password_are_sent_where_there_is_no_token()
    {
        Assert.Equal([("Authorization", "Basic amFuZTpz4oKs")], await IdentityAsync(WithUser("{username: jane, password: s€}")));
        Assert.Equal([("Authorization", "Bearer mine")], await IdentityAsync(WithUser("{username: jane, password: s, token: mine}")));
    }

    [Fact]
    public async Task Token_file_is_preferred_to_the_token()
    {
        string token = Write("token", "from-file\n");
        Kubeconfig config = Kubeconfig.Parse(Config("c", "https://c", "one", $"token: inline\n    tokenFile: {token}"));

        string? actual = await config.CreateClientOptions().BearerToken!(TestContext.Current.CancellationToken);

        Assert.Equal("from-file", actual);
    }

    [Fact]
    public async Task Token_file_is_read_again_once_a_minute()
    {
        string path = Write("token", "old");
        ManualTime time = new();
        TokenFileSource source = new(path, time);
        Assert.Equal("old", await source.GetTokenAsync(TestContext.Current.CancellationToken));

        await File.WriteAllTextAsync(path, "new", TestContext.Current.CancellationToken);
        Assert.Equal("old", await source.GetTokenAsync(TestContext.Current.CancellationToken));
        time.Advance(TimeSpan.FromSeconds(61));

        Assert.Equal("new", await source.GetTokenAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void In_cluster_configuration_comes_from_the_service_account()
    {
        Write("token", "t");
        Write("ca.crt", "c");
        Write("namespace", "apps");

        Kubeconfig config = Kubeconfig.InCluster("10.96.0.1", "443", _folder)!;

        Assert.Equal(new Uri("https://10.96.0.1:443"), config.Clusters[0].Server);
        Assert.Equal("apps", config.GetContext().Namespace);
        Assert.Null(Kubeconfig.InCluster(null, null, _folder));
    }

    [Fact]
    public void ForServer_makes_one_context_with_the_plugin()
    {
        ExecPlugin plugin = new() { Command = "gke-gcloud-auth-plugin", ApiVersion = "client.authentication.k8s.io/v1beta1", ProvideClusterInfo = true, InstallHint = "install it" };
        Kubeconfig config = Kubeconfig.ForServer("gke", new Uri("https://203.0.113.4"), Encoding.ASCII.GetBytes("pem"), new KubeconfigUser { Name = "x", Exec = plugin });

        Kubeconfig again = Kubeconfig.Parse(SaveAndRead(config));

        Assert.Equal("gke", again.CurrentContext);
        Assert.Equal("client.authentication.k8s.io/v1beta1", again.Users[0].Exec!.ApiVersion);
        Assert.True(again.Users[0].Exec!.ProvideClusterInfo);
    }

    [Fact]
    public void A_user_never_prints_its_secrets()
    {
        KubeconfigUser user = new() { Name = "admin", Token = "very-secret" };

        Assert.Equal("admin", user.ToString());
    }

    [Theory]
    [InlineData("apiVersion: client.authentication.k8s.io/v1", "interactiveMode must be specified for 'u' to use the exec plugin 'true'")]
    [InlineData("interactiveMode: Never", "apiVersion must be specified for 'u' to use the exec plugin 'true'")]
    [InlineData("apiVersion: client.authentication.k8s.io/v1, interactiveMode: Sometimes", "it must be Never, IfAvailable or Always")]
    public void Plugin_is_declared_as_kubectl_demands(string plugin, string refusal)
    {
        KubeconfigException exception = Assert.Throws<KubeconfigException>(() => WithUser($"{{exec: {{command: \"true\", {plugin}}}}}").CreateClientOptions());

        Assert.Contains(refusal, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("apiVersion: client.authentication.k8s.io/v1beta1")]
    [InlineData("apiVersion: client.authentication.k8s.io/v1, interactiveMode: IfAvailable")]
    public void Plugin_of_the_earlier_protocol_needs_no_interactive_mode(string plugin) =>
        Assert.NotNull(WithUser($"{{exec: {{command: \"true\", {plugin}}}}}").CreateClientOptions());

    private static Kubeconfig WithUser(string user) => Kubeconfig.Parse($$"""
        current-context: c
        contexts: [{name: c, context: {cluster: c, user: u} }]
        clusters: [{name: c, cluster: {server: "https://c"} }]
        users: [{name: u, user: {{user}} }]
        """);

    private static async Task<IReadOnlyList<(string, string)>> IdentityAsync(Kubeconfig config)
    {
        using KubernetesTransport transport = new(config.CreateClientOptions());
        return await transport.GetIdentityAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Config(string cluster, string server, string context, string user = "token: t") => $$"""
        apiVersion: v1
        kind: Config
        clusters:
        - name: {{cluster}}
          cluster:
            server: {{server}}
        users:
        - name: u
          user:
            {{user}}
        contexts:
        - name: {{context}}
          context: {cluster: {{cluster}}, user: u}
        current-context: {{context}}
        """;

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private string SaveAndRead(Kubeconfig config)
    {
        string path = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
        config.Save(path);
        return File.ReadAllText(path);
    }
}

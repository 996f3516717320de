using System.Text;
using System.Text.Json;
using MeshHost.Emulator.Certificates;
using MeshHost.Kubernetes;
using MeshHost.Tests.Hosting;

namespace MeshHost.Tests.Kubernetes.Client;

/// <summary>What a kubeconfig says about the connection, on a real connection.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tls-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Client_certificate_is_shown_whether_it_is_in_the_kubeconfig_or_in_files(bool inline)
    {
        await using TlsServer server = await TlsServer.StartAsync("127.0.0.1");
        IssuedCertificate issued = server.Authority.Issue("jane", [], TimeSpan.FromDays(1), client: true);
        string user = inline
            ? $"client-certificate-data: {Base64(issued.CertificatePem)}, client-key-data: {Base64(issued.KeyPem)}"
            : $"client-certificate: {Write("jane.crt", issued.CertificatePem)}, client-key: {Write("jane.key", issued.KeyPem)}";
        await using KubernetesClient client = Client(server, "", user);

        await client.GetVersionAsync(Token);

        Assert.Equal("jane", Assert.Single(server.Requests).Client);
    }

    [Fact]
    public async Task Plugins_certificate_is_shown()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The plugin is a shell script.");
        await using TlsServer server = await TlsServer.StartAsync("127.0.0.1");
        IssuedCertificate issued = server.Authority.Issue("plugged-in", [], TimeSpan.FromDays(1), client: true);
        string credential = JsonSerializer.Serialize(new
        {
            apiVersion = "client.authentication.k8s.io/v1",
            kind = "ExecCredential",
            status = new { clientCertificateData = issued.CertificatePem, clientKeyData = issued.KeyPem },
        });
        await using KubernetesClient client = Client(
            server, "", $"exec: {{apiVersion: client.authentication.k8s.io/v1, command: cat, args: [{Write("credential", credential)}], interactiveMode: Never}}");

        await client.GetVersionAsync(Token);

        Assert.Equal("plugged-in", Assert.Single(server.Requests).Client);
    }

    [Fact]
    public async Task Certificate_of_another_authority_is_refused_at_once()
    {
        await using TlsServer server = await TlsServer.StartAsync("127.0.0.1");
        await using KubernetesClient client = Client(server, "", "token: t", CertificateAuthority.Create("Other", TimeProvider.System).RootPem);

        KubernetesApiException exception = await Assert.ThrowsAsync<KubernetesApiException>(() => client.GetVersionAsync(Token));

        Assert.Equal("Unreachable", exception.Reason);
        Assert.Contains("certificate", exception.InnerException!.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Server_is_verified_by_the_name_of_tls_server_name()
    {
        await using TlsServer server = await TlsServer.StartAsync("api.example.com");
        await using KubernetesClient without = Client(server, "", "token: t");
        await using KubernetesClient with = Client(server, "tls-server-name: api.example.com, ", "token: t");
        await using KubernetesClient wrong = Client(server, "tls-server-name: other.example.com, ", "token: t");

        await Assert.ThrowsAsync<KubernetesApiException>(() => without.GetVersionAsync(Token));
        await Assert.ThrowsAsync<KubernetesApiException>(() => wrong.GetVersionAsync(Token));
        await with.GetVersionAsync(Token);

        Assert.Equal("api.example.com", Assert.Single(server.Requests).ServerName);
    }

    [Fact]
    public async Task Streams_are_verified_by_the_name_of_tls_server_name_too()
    {
        await using TlsServer server = await TlsServer.StartAsync("api.example.com");
        await using KubernetesClient client = Client(server, "tls-server-name: api.example.com, ", "token: t");

        await using Stream stream = await client.ConnectPodPortAsync("apps", "web", 80, Token);

        Assert.Equal(0, await stream.ReadAsync(new byte[1], Token));
        Assert.Equal(("HTTP/1.1", "api.example.com"), (server.Requests.Single().Protocol, server.Requests.Single().ServerName));
    }

    [Fact]
    public async Task Requests_go_over_one_HTTP_2_connection()
    {
        await using TlsServer server = await TlsServer.StartAsync("127.0.0.1");
        await using KubernetesClient client = Client(server, "", "token: t");

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.GetVersionAsync(Token)));

        Assert.All(server.Requests, request => Assert.Equal("HTTP/2", request.Protocol));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("jane:s%40y@", "Basic amFuZTpzQHk=")]
    public async Task Proxy_of_the_kubeconfig_is_gone_through_with_its_credentials(string credentials, string expected)
    {
        await using TlsServer server = await TlsServer.StartAsync("127.0.0.1");
        using ConnectProxy proxy = new(asksForCredentials: credentials.Length > 0);
        await using KubernetesClient client = Client(server, $"proxy-url: \"http://{credentials}127.0.0.1:{proxy.Port}\", ", "token: t");

        await client.GetVersionAsync(Token);

        string head = await proxy.Request.DefaultTimeout();
        Assert.StartsWith($"CONNECT {server.Address.Authority} ", head, StringComparison.Ordinal);
        Assert.Contains(expected, head, StringComparison.Ordinal);
    }

    private static KubernetesClient Client(TlsServer server, string cluster, string user, string? authority = null) => KubernetesClient.FromKubeconfig(Kubeconfig.Parse($$"""
        apiVersion: v1
        kind: Config
        current-context: c
        contexts: [{name: c, context: {cluster: c, user: u} }]
        clusters: [{name: c, cluster: { {{cluster}}server: "{{server.Address}}", certificate-authority-data: {{Base64(authority ?? server.Authority.RootPem)}} } }]
        users: [{name: u, user: { {{user}} } }]
        """));

    private static string Base64(string text) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text));

    private string Write(string name, string content)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }
}

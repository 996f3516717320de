using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using MeshHost.Kubernetes;

namespace MeshHost.Tests.Kubernetes.Client;

/// <summary>Certificates of both sides: chains are sent whole, and a refusal says which certificate it is and why.</summary>
public sealed class TlsRefusalTests : IDisposable
{
    private static readonly DateTimeOffset s_end = DateTimeOffset.UtcNow.AddDays(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("tls-").FullName;
    private readonly X509Certificate2 _root = Issue("root", null, authority: true);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("inline", 0)]
    [InlineData("inline", 1)]
    [InlineData("files", 2)]
    [InlineData("plugin", 1)]
    public async Task Whole_chain_of_the_client_is_sent(string from, int intermediates)
    {
        Assert.SkipWhen(from == "plugin" && OperatingSystem.IsWindows(), "The plugin is a shell command.");
        using var server = new StrictServer(Issue("127.0.0.1", _root, IPAddress.Loopback), _root);
        (string chain, string key) = Chain("jane", intermediates);
        await using var client = Client(server, User(from, chain, key));

        KubernetesVersion version = await client.GetVersionAsync(Token);

        Assert.Equal("v1.33.0", version.GitVersion);
        Assert.Equal("jane", server.Client);
    }

    [Theory]
    [InlineData("error:0A000418:SSL routines::tlsv1 alert unknown ca", "unknown ca")]
    [InlineData("error:0A000412:SSL routines::ssl/tls alert bad certificate", "bad certificate")]
    [InlineData("error:0A00045C:SSL routines::tlsv13 alert certificate required", "certificate required")]
    [InlineData("Authentication failed because the remote party sent a TLS alert: 'CertificateExpired'.", "CertificateExpired")]
    public async Task Rejected_client_certificate_is_named_at_once(string alert, string reason)
    {
        // As .NET passes on what an OpenSSL server says after the handshake of TLS 1.3.
        var broken = new HttpRequestException(
            "An error occurred while sending the request.", new IOException("The decryption operation failed, see inner exception.", new CryptographicException(alert)));
        using var cluster = new FakeCluster { Intercept = _ => throw broken };
        await using var anonymous = cluster.CreateClient();
        using var leaf = Issue("jane", _root);
        await using var client = new KubernetesClient(new KubernetesClientOptions { Server = new Uri("https://cluster.test"), Handler = cluster, ClientCertificate = leaf });

        var refusal = await Assert.ThrowsAsync<KubernetesApiException>(() => client.GetVersionAsync(Token));
        var request = await Assert.ThrowsAsync<KubernetesApiException>(() => anonymous.GetVersionAsync(Token));

        Assert.Contains($"it rejected the client certificate ({reason})", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"it asks for a client certificate ({reason})", request.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("did not answer", refusal.Message, StringComparison.Ordinal);
        Assert.False(refusal.IsTransient);
        Assert.Equal(2, cluster.Requests.Count);
    }

    [Fact]
    public async Task Certificate_for_another_name_is_told_apart()
    {
        using var server = new StrictServer(Issue("api.example.com", _root, "api.example.com"), _root);

        var refusal = await RefusalAsync(server, _root);

        Assert.Contains("its certificate is for another name, 'api.example.com'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("tls-server-name", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_of_an_unknown_authority_is_told_apart()
    {
        using var server = new StrictServer(Issue("127.0.0.1", _root, IPAddress.Loopback), _root);
        using var other = Issue("another root", null, authority: true);

        var refusal = await RefusalAsync(server, other);

        Assert.Contains("is signed by an unknown authority, 'root'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Expired_certificate_is_told_apart()
    {
        using var server = new StrictServer(Issue("127.0.0.1", _root, IPAddress.Loopback, days: -1), _root);

        var refusal = await RefusalAsync(server, _root);

        Assert.Contains("and not now: renew it", refusal.Message, StringComparison.Ordinal);
    }

    private async Task<KubernetesApiException> RefusalAsync(StrictServer server, X509Certificate2 trusted)
    {
        await using var client = Client(server, "token: t", trusted);
        var refusal = await Assert.ThrowsAsync<KubernetesApiException>(() => client.GetVersionAsync(Token));
        Assert.False(refusal.IsTransient);
        Assert.Equal(1, server.Connections);
        return refusal;
    }

    private KubernetesClient Client(StrictServer server, string user, X509Certificate2? trusted = null) => KubernetesClient.FromKubeconfig(Kubeconfig.Parse($$"""
        apiVersion: v1
        kind: Config
        current-context: c
        contexts: [{name: c, context: {cluster: c, user: u} }]
        clusters: [{name: c, cluster: {server: "https://127.0.0.1:{{server.Port}}", certificate-authority-data: {{Base64((trusted ?? _root).ExportCertificatePem())}} } }]
        users: [{name: u, user: { {{user}} } }]
        """));

    private string User(string from, string chain, string key) => from switch
    {
        "inline" => $"client-certificate-data: {Base64(chain)}, client-key-data: {Base64(key)}",
        "files" => $"client-certificate: {Write("crt", chain)}, client-key: {Write("key", key)}",
        _ => "exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: cat, args: ["
            + Write("credential", JsonSerializer.Serialize(new { status = new { clientCertificateData = chain, clientKeyData = key } })) + "]}",
    };

    private (string Chain, string Key) Chain(string name, int intermediates)
    {
        var issuer = _root;
        var between = "";
        for (var i = 0; i < intermediates; i++)
        {
            issuer = Issue($"intermediate {i}", issuer, authority: true);
            between = $"{issuer.ExportCertificatePem()}\n{between}";
        }

        using var leaf = Issue(name, issuer);
        return ($"{leaf.ExportCertificatePem()}\n{between}", leaf.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    private static X509Certificate2 Issue(string name, X509Certificate2? issuer, object? host = null, bool authority = false, int days = 1)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(authority, false, 0, true));
        var names = new SubjectAlternativeNameBuilder();
        if (host is IPAddress address)
        {
            names.AddIpAddress(address);
            request.CertificateExtensions.Add(names.Build());
        }
        else if (host is string dns)
        {
            names.AddDnsName(dns);
            request.CertificateExtensions.Add(names.Build());
        }

        var (from, to) = (DateTimeOffset.UtcNow.AddDays(-3), authority ? s_end : DateTimeOffset.UtcNow.AddDays(days));
        using var made = issuer is null ? request.CreateSelfSigned(from, to) : request.Create(issuer, from, to, RandomNumberGenerator.GetBytes(8));
        var certificate = made.HasPrivateKey ? made : made.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text));

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>A server that trusts one root for its clients and knows no intermediate certificates.</summary>
    private sealed class StrictServer : IDisposable
    {
        private const string Version = """{"major":"1","minor":"33","gitVersion":"v1.33.0"}""";

        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly X509Certificate2 _certificate;
        private readonly X509ChainPolicy _clients = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        private int _connections;

        public StrictServer(X509Certificate2 certificate, X509Certificate2 root)
        {
            _certificate = certificate;
            _clients.CustomTrustStore.Add(root);
            _listener.Start();
            _ = AcceptAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public string? Client { get; private set; }

        public int Connections => _connections;

        public void Dispose() => _listener.Dispose();

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                {
                    _ = ServeAsync(await _listener.AcceptTcpClientAsync());
                }
            }
            catch (Exception exception) when (exception is ObjectDisposedException or SocketException)
            {
                // The test is over.
            }
        }

        private async Task ServeAsync(TcpClient connection)
        {
            Interlocked.Increment(ref _connections);
            using (connection)
            {
                await using var tls = new SslStream(connection.GetStream());
                try
                {
                    await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
                    {
                        ServerCertificate = _certificate,
                        ClientCertificateRequired = true,
                        RemoteCertificateValidationCallback = (_, shown, _, errors) => shown is null || !errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors),
                        CertificateChainPolicy = _clients,
                    });
                    Client = (tls.RemoteCertificate as X509Certificate2)?.GetNameInfo(X509NameType.SimpleName, false);
                    using var reader = new StreamReader(tls, Encoding.ASCII, leaveOpen: true);
                    while (await reader.ReadLineAsync() is { Length: > 0 })
                    {
                        // The head of the request.
                    }

                    await tls.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Version.Length}\r\nConnection: close\r\n\r\n{Version}"));
                }
                catch (Exception exception) when (exception is IOException or AuthenticationException)
                {
                    // Refused by one side.
                }
            }
        }
    }
}

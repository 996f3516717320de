using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MeshHost.Tests.Gcp;

/// <summary>
/// A user's credentials, as <c>gcloud auth application-default login</c> leaves them in the home folder. Google's library has the address of
/// their token server built in and takes no other from the file. So the process is led to the test's server by a proxy, and trusts that
/// server's certificate for <c>oauth2.googleapis.com</c> by an authority of the test.
/// </summary>
public sealed class UserCredentialsTests : IAsyncLifetime
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("meshhost-user-");
    private readonly ConcurrentQueue<Dictionary<string, string>> _tokenRequests = new();
    private readonly ConcurrentQueue<(string Authorization, string QuotaProject)> _calls = new();
    private IResult _token = Results.Json(new { access_token = "token-of-the-user", expires_in = 3599, token_type = "Bearer", scope = "https://www.googleapis.com/auth/cloud-platform" });
    private WebApplication? _web;
    private TunnelProxy? _proxy;
    private string _api = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only on Linux does .NET take an authority to trust from the environment (SSL_CERT_FILE).");
        var authority = CertificateAuthority.Create("Google's stand-in", TimeProvider.System);
        var certificate = ServerCertificate.Create(authority.Issue("oauth2.googleapis.com", ["oauth2.googleapis.com"], TimeSpan.FromDays(1))).TargetCertificate;
        await File.WriteAllTextAsync(AuthorityFile, authority.RootPem, Cancellation);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(System.Net.IPAddress.Loopback, 0);
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.UseHttps(certificate));
        });
        _web = builder.Build();
        _web.MapPost("/token", async (HttpContext http) =>
        {
            var form = await http.Request.ReadFormAsync(http.RequestAborted);
            _tokenRequests.Enqueue(form.ToDictionary(f => f.Key, f => f.Value.ToString()));
            return _token;
        });
        _web.MapGet("/compute/{**path}", (HttpContext http) =>
        {
            _calls.Enqueue((http.Request.Headers.Authorization.ToString(), http.Request.Headers["x-goog-user-project"].ToString()));
            return Results.Json(new { error = new { code = 404, message = "The resource was not found", errors = new[] { new { reason = "notFound" } } } }, statusCode: 404);
        });
        await _web.StartAsync(Cancellation);
        _api = _web.Urls.Single(u => u.StartsWith("http:", StringComparison.Ordinal));
        _proxy = new TunnelProxy(new Uri(_web.Urls.Single(u => u.StartsWith("https:", StringComparison.Ordinal))).Port);
    }

    public async ValueTask DisposeAsync()
    {
        if (_web is not null)
        {
            await _proxy!.DisposeAsync();
            await _web.DisposeAsync();
        }

        _home.Delete(recursive: true);
    }

    [Fact]
    public async Task Token_for_the_refresh_token_is_sent_with_each_request_and_the_quota_project_with_it()
    {
        var output = await RunAsync();

        Assert.True(_calls.Count == 2, output);
        Assert.All(_calls, c => Assert.Equal(("Bearer token-of-the-user", "project-of-the-quota"), c));
        var request = Assert.Single(_tokenRequests);
        Assert.Equal(("refresh_token", "refresh-token-of-the-user", "client-of-gcloud"), (request["grant_type"], request["refresh_token"], request["client_id"]));
        Assert.Equal(["oauth2.googleapis.com:443"], _proxy!.Hosts);
    }

    [Fact]
    public async Task Revoked_refresh_token_is_told_with_how_to_sign_in_again()
    {
        _token = Results.Json(new { error = "invalid_grant", error_description = "Token has been expired or revoked." }, statusCode: 400);

        var output = await RunAsync();

        Assert.Contains("Token has been expired or revoked.", output, StringComparison.Ordinal);
        Assert.Contains("gcloud auth application-default login", output, StringComparison.Ordinal);
        Assert.DoesNotContain("refresh-token-of-the-user", output, StringComparison.Ordinal);
        Assert.Empty(_calls);
    }

    private string AuthorityFile => Path.Combine(_home.FullName, "authority.pem");

    private async Task<string> RunAsync()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_home.FullName, ".config", "gcloud"));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "application_default_credentials.json"), new JsonObject
        {
            ["type"] = "authorized_user",
            ["account"] = "",
            ["client_id"] = "client-of-gcloud",
            ["client_secret"] = "secret-of-gcloud",
            ["quota_project_id"] = "project-of-the-quota",
            ["refresh_token"] = "refresh-token-of-the-user",
            ["universe_domain"] = "googleapis.com",
        }.ToJsonString(), Cancellation);
        return await CredentialsProcess.RunAsync(_api, new()
        {
            ["HOME"] = _home.FullName,
            ["APPDATA"] = null,
            ["HTTPS_PROXY"] = _proxy!.Address.ToString(),
            ["https_proxy"] = _proxy.Address.ToString(),
            ["NO_PROXY"] = "",
            ["no_proxy"] = "",
            ["SSL_CERT_FILE"] = AuthorityFile,
        });
    }
}

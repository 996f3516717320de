using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MeshHost.Tests.Gcp;

/// <summary>
/// Application default credentials, as a process finds them in <c>GOOGLE_APPLICATION_CREDENTIALS</c>: a process of its own for each kind, and a
/// server in place of Google's that hands out tokens and sees which of them the API gets. A user's are in <see cref="UserCredentialsTests"/>.
/// </summary>
public sealed class ApplicationDefaultCredentialsTests
{
    private static readonly Lazy<string> s_key = new(() =>
    {
        using var rsa = RSA.Create(2048);
        return rsa.ExportPkcs8PrivateKeyPem();
    });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("service account", "token-of-the-account")]
    [InlineData("impersonation", "token-of-the-impersonated")]
    [InlineData("workload identity federation", "token-of-the-federation")]
    [InlineData("workload identity federation with impersonation", "token-of-the-impersonated")]
    public async Task Token_of_the_credentials_is_sent_with_each_request_and_fetched_once(string kind, string token)
    {
        var (api, tokens) = (new ConcurrentQueue<string>(), new ConcurrentQueue<string>());
        await using var server = await StartAsync(api, tokens);
        var address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var folder = Directory.CreateTempSubdirectory("meshhost-adc-");
        try
        {
            var file = Path.Combine(folder.FullName, "credentials.json");
            var subject = Path.Combine(folder.FullName, "subject-token");
            await File.WriteAllTextAsync(subject, "issued-by-somebody-else", Cancellation);
            await File.WriteAllTextAsync(file, CredentialsOf(kind, address, subject).ToJsonString(), Cancellation);

            var output = await CredentialsProcess.RunAsync(address, new() { ["GOOGLE_APPLICATION_CREDENTIALS"] = file });

            Assert.True(api.Count == 2, output);
            Assert.All(api, a => Assert.Equal("Bearer " + token, a));
            Assert.Equal(tokens.Distinct(), tokens);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Subject_token_that_cannot_be_read_is_named()
    {
        var folder = Directory.CreateTempSubdirectory("meshhost-adc-");
        try
        {
            var file = Path.Combine(folder.FullName, "credentials.json");
            var subject = Path.Combine(folder.FullName, "no-such-token");
            await File.WriteAllTextAsync(file, CredentialsOf("workload identity federation", "http://127.0.0.1:1", subject).ToJsonString(), Cancellation);

            var output = await CredentialsProcess.RunAsync("http://127.0.0.1:1", new() { ["GOOGLE_APPLICATION_CREDENTIALS"] = file });

            Assert.Contains("The token that Workload Identity Federation exchanges cannot be read", output, StringComparison.Ordinal);
            Assert.Contains(subject, output, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<WebApplication> StartAsync(ConcurrentQueue<string> api, ConcurrentQueue<string> tokens)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var web = builder.Build();
        web.MapPost("/token", () => Token("token-of-the-account"));
        web.MapPost("/sts", () => Token("token-of-the-federation"));
        web.MapPost("/impersonate", (HttpContext http) =>
        {
            tokens.Enqueue("impersonated for " + http.Request.Headers.Authorization);
            return Results.Json(new { accessToken = "token-of-the-impersonated", expireTime = DateTime.UtcNow.AddHours(1).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture) });
        });
        web.MapGet("/compute/{**path}", (HttpContext http) =>
        {
            api.Enqueue(http.Request.Headers.Authorization.ToString());
            return Results.Json(new { error = new { code = 404, message = "The resource was not found", errors = new[] { new { reason = "notFound" } } } }, statusCode: 404);
        });
        await web.StartAsync(Cancellation);
        return web;

        IResult Token(string token)
        {
            tokens.Enqueue(token);
            return Results.Json(new { access_token = token, expires_in = 3599, token_type = "Bearer", issued_token_type = "urn:ietf:params:oauth:token-type:access_token" });
        }
    }

    private static JsonObject CredentialsOf(string kind, string server, string subject)
    {
        var account = new JsonObject
        {
            ["type"] = "service_account",
            ["project_id"] = "p",
            ["private_key_id"] = "1",
            ["private_key"] = s_key.Value,
            ["client_email"] = "runner@p.iam.gserviceaccount.com",
            ["client_id"] = "1",
            ["token_uri"] = server + "/token",
        };
        var federation = new JsonObject
        {
            ["type"] = "external_account",
            ["audience"] = "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/ci/providers/ci",
            ["subject_token_type"] = "urn:ietf:params:oauth:token-type:jwt",
            ["token_url"] = server + "/sts",
            ["credential_source"] = new JsonObject { ["file"] = subject },
        };
        switch (kind)
        {
            case "service account":
                return account;
            case "impersonation":
                return new JsonObject
                {
                    ["type"] = "impersonated_service_account",
                    ["source_credentials"] = account,
                    ["service_account_impersonation_url"] = server + "/impersonate",
                };
            case "workload identity federation":
                return federation;
            default:
                federation["service_account_impersonation_url"] = server + "/impersonate";
                return federation;
        }
    }
}

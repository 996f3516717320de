using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using MeshHost.Gcp;
using MeshHost.Gcp.Compute;
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
/// server in place of Google's that hands out tokens and sees which of them the API gets. A user's credentials are left out: Google's library
/// has the address of their token server built in.
/// </summary>
public sealed class ApplicationDefaultCredentialsTests
{
    private const string ServerVariable = "MESHHOST_TEST_GOOGLE";

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

            var output = await RunChildAsync(address, file);

            Assert.True(api.Count == 2, output);
            Assert.All(api, a => Assert.Equal("Bearer " + token, a));
            Assert.Equal(tokens.Distinct(), tokens);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>What the process of its own runs: two calls with whatever credentials it finds.</summary>
    [Fact(Explicit = true)]
    public async Task Child_process()
    {
        var server = Environment.GetEnvironmentVariable(ServerVariable);
        Assert.SkipWhen(server is null, $"{ServerVariable} is not set: this is the child of another test.");
        using var connection = new GoogleCloudConnection(new GoogleCloudConnectionOptions { Endpoints = GoogleCloudEndpoints.On(new Uri(server!)), MaxAttempts = 1 });
        var cloud = new GoogleCloud(connection);
        Assert.Null(await cloud.Compute.Networks.GetAsync("p", ComputeScope.Global, "n", Cancellation));
        Assert.Null(await cloud.Compute.Networks.GetAsync("p", ComputeScope.Global, "n", Cancellation));
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

    private static async Task<string> RunChildAsync(string server, string credentials)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet") { RedirectStandardOutput = true };
        foreach (var argument in (string[])[typeof(ApplicationDefaultCredentialsTests).Assembly.Location, "-method", $"{typeof(ApplicationDefaultCredentialsTests).FullName}.{nameof(Child_process)}", "-explicit", "only", "-noLogo"])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["GOOGLE_APPLICATION_CREDENTIALS"] = credentials;
        start.Environment[ServerVariable] = server;
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        return output;
    }
}

using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Google;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MeshHost.Tests.Emulator.Google;

/// <summary>An emulated cloud on a loopback port, with a client that speaks its wire protocol.</summary>
internal sealed class CloudServer : IAsyncDisposable
{
    public const string Project = "mesh-demo";
    private static readonly string[] s_services =
        ["compute.googleapis.com", "container.googleapis.com", "iam.googleapis.com", "dns.googleapis.com", "cloudresourcemanager.googleapis.com", "serviceusage.googleapis.com"];

    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private CloudServer(WebApplication app, GoogleCloud cloud, RecordingClusterHost host, Uri address)
    {
        _app = app;
        Cloud = cloud;
        Host = host;
        Address = address;
        _client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
    }

    public GoogleCloud Cloud { get; }

    public RecordingClusterHost Host { get; }

    public Uri Address { get; }

    /// <summary>Starts a cloud whose operations take no time and whose services are enabled, unless told otherwise.</summary>
    public static async Task<CloudServer> StartAsync(Func<GoogleCloudOptions, GoogleCloudOptions>? configure = null)
    {
        var options = new GoogleCloudOptions { TimeScale = 0, EnabledServices = s_services };
        options = configure?.Invoke(options) ?? options;
        var host = new RecordingClusterHost();
        var cloud = new GoogleCloud(options, host);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        cloud.Map(app);
        await cloud.StartAsync(TestContext.Current.CancellationToken);
        await app.StartAsync(TestContext.Current.CancellationToken);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new CloudServer(app, cloud, host, new Uri(address));
    }

    /// <summary>Calls a method and returns status and body.</summary>
    public async Task<(HttpStatusCode Status, JsonObject Body)> CallAsync(string verb, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (response.StatusCode, JsonNode.Parse(text)!.AsObject());
    }

    /// <summary>Calls a method that must succeed.</summary>
    public async Task<JsonObject> OkAsync(string verb, string path, string? body = null)
    {
        var (status, answer) = await CallAsync(verb, path, body);
        Assert.True(status == HttpStatusCode.OK, $"{verb} {path}: {(int)status} {answer}");
        return answer;
    }

    /// <summary>Calls a method that must fail, and returns the error.</summary>
    public async Task<JsonObject> ErrorAsync(HttpStatusCode expected, string verb, string path, string? body = null)
    {
        var (status, answer) = await CallAsync(verb, path, body);
        Assert.True(status == expected, $"{verb} {path}: expected {(int)expected}, got {(int)status} {answer}");
        return answer["error"]!.AsObject();
    }

    /// <summary>Calls a compute method and waits for its operation, which is returned.</summary>
    public async Task<JsonObject> ComputeAsync(string verb, string path, string? body = null)
    {
        var operation = await OkAsync(verb, $"/compute/v1/projects/{Project}/{path}", body);
        return await OkAsync("POST", new Uri(operation["selfLink"]!.GetValue<string>()).AbsolutePath + "/wait");
    }

    /// <summary>Calls a container method and polls its operation until it is done.</summary>
    public async Task<JsonObject> ContainerAsync(string verb, string path, string? body = null)
    {
        var operation = await OkAsync(verb, $"/v1/projects/{Project}/{path}", body);
        return await PollAsync(new Uri(operation["selfLink"]!.GetValue<string>()).AbsolutePath);
    }

    /// <summary>Polls an operation of the container or service usage API until it is done.</summary>
    public async Task<JsonObject> PollAsync(string path)
    {
        while (true)
        {
            var operation = await OkAsync("GET", path);
            if (operation["status"]?.GetValue<string>() == "DONE" || operation["done"]?.GetValue<bool>() == true)
            {
                return operation;
            }

            await Task.Yield();
        }
    }

    /// <summary>Makes the how-to's network, subnetwork with two secondary ranges, and node service account.</summary>
    public async Task CreateFoundationAsync()
    {
        await ComputeAsync("POST", "global/networks", """{"name":"vpc","autoCreateSubnetworks":false,"routingConfig":{"routingMode":"REGIONAL"}}""");
        await ComputeAsync("POST", "regions/us-central1/subnetworks", """
            {"name":"subnet","network":"projects/mesh-demo/global/networks/vpc","ipCidrRange":"10.10.0.0/20","privateIpGoogleAccess":true,
             "secondaryIpRanges":[{"rangeName":"pods","ipCidrRange":"10.20.0.0/16"},{"rangeName":"services","ipCidrRange":"10.30.0.0/20"}]}
            """);
        await OkAsync("POST", "/v1/projects/mesh-demo/serviceAccounts", """{"accountId":"nodes-sa","serviceAccount":{"displayName":"Nodes"}}""");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        await Cloud.DisposeAsync();
    }
}

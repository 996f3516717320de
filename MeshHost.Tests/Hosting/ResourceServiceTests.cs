using System.Net;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Hosting.ResourceService;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MeshHost.Tests.Hosting;

/// <summary>The resource service as the official gRPC client of Node.js sees it.</summary>
public sealed class ResourceServiceTests : HostTest
{
    private const string Key = "0123456789abcdef";

    [Fact]
    public async Task The_application_introduces_itself()
    {
        var application = await StartAsync(CreateServiceBuilder());
        var answer = await CallAsync(application, "unary", "GetApplicationInformation", "{}");
        Assert.Equal("Bookinfo", answer.GetProperty("application_name").GetString());
        Assert.Equal(string.Empty, answer.GetProperty("min_dashboard_version").GetString());
    }

    [Fact]
    public async Task WatchResources_sends_all_resources_first_and_then_changes()
    {
        var builder = CreateServiceBuilder("--Parameters:password=hunter2");
        var parent = builder.AddResource(new Widget("gke"));
        builder.AddParameter("password", secret: true);
        var other = builder.AddResource(new Widget("other"));
        var part = builder.AddResource(new WidgetPart("network", parent.Resource))
            .WithUrl("https://x.test", "X")
            .WaitFor(other)
            .WithCommand("verify", "Verify", _ => Task.FromResult(CommandResults.Success()), new CommandOptions { ConfirmationMessage = "Sure?" })
            .WithCommand("internal", "Internal", _ => Task.FromResult(CommandResults.Success()), new CommandOptions { Visibility = ResourceCommandVisibility.Api })
            .Resource;
        var application = await StartAsync(builder);
        await application.ResourceNotifications.PublishUpdateAsync(part, s => s with { State = new("Provisioning", "info"), ExitCode = 3 });

        // The client asks for two messages; the second one is what the change below makes.
        var calling = CallAsync(application, "stream", "WatchResources", "{}", count: 2, onFirst: () =>
            SetStateAsync(application, part, KnownResourceStates.Running));
        var messages = (await calling).EnumerateArray().ToArray();
        var resources = messages[0].GetProperty("initial_data").GetProperty("resources").EnumerateArray().ToArray();
        Assert.Equal(["gke", "password", "other", "network"], resources.Select(r => r.GetProperty("name").GetString()));
        var network = resources[3];
        Assert.Equal(("network", "Provisioning", "info"), (Text(network, "uid"), Text(network, "state"), Text(network, "state_style")));
        Assert.True(network.GetProperty("created_at").GetProperty("seconds").GetString()!.Length > 5);
        Assert.Equal("gke", Property(network, "resource.parentName").GetProperty("stringValue").GetString());
        Assert.Equal("3", Property(network, "resource.exitCode").GetProperty("stringValue").GetString());
        Assert.Equal("verify", Text(Assert.Single(network.GetProperty("commands").EnumerateArray()), "name"));
        Assert.Equal("https://x.test", Text(Assert.Single(network.GetProperty("urls").EnumerateArray()), "full_url"));
        Assert.Contains(network.GetProperty("relationships").EnumerateArray(), r => Text(r, "type") == "WaitFor" && Text(r, "resource_name") == "other");
        Assert.True(resources[1].GetProperty("properties").EnumerateArray().Single(p => Text(p, "name") == "Value").GetProperty("is_sensitive").GetBoolean());

        var change = Assert.Single(messages[1].GetProperty("changes").GetProperty("value").EnumerateArray());
        Assert.Equal("Running", Text(change.GetProperty("upsert"), "state"));
    }

    [Fact]
    public async Task Console_logs_are_sent_as_a_backlog_that_ends_WhenNotFollowed()
    {
        var builder = CreateServiceBuilder();
        builder.AddResource(new Widget("w"));
        var application = await StartAsync(builder);
        var logger = application.Services.GetRequiredService<ResourceLoggerService>().GetLogger("w");
        logger.LogInformation("hello");
        logger.LogError("trouble");
        var messages = await CallAsync(
            application, "stream", "WatchResourceConsoleLogs", """{"resource_name":"w","suppress_follow":true}""", count: 100);
        var lines = Assert.Single(messages.EnumerateArray()).GetProperty("log_lines").EnumerateArray().ToArray();
        Assert.Equal([1, 2], lines.Select(l => l.GetProperty("line_number").GetInt32()));
        Assert.EndsWith("hello", Text(lines[0], "text"));
        Assert.True(lines[1].GetProperty("is_std_err").GetBoolean());
    }

    [Fact]
    public async Task Commands_are_executed_with_arguments_and_answer_in_both_message_fields()
    {
        var builder = CreateServiceBuilder();
        builder.AddResource(new Widget("w"))
            .WithCommand("scale", "Scale", c => Task.FromResult(CommandResults.Failure($"{c.Arguments.GetString("nodes")} is too many")))
            .WithCommand("off", "Off", _ => Task.FromResult(CommandResults.Success()), new CommandOptions { UpdateState = _ => ResourceCommandState.Disabled });
        var application = await StartAsync(builder);
        var failed = await CallAsync(
            application, "unary", "ExecuteResourceCommand", """{"resource_name":"w","command_name":"scale","arguments":{"nodes":{"numberValue":7}}}""");
        Assert.Equal("RESOURCE_COMMAND_RESPONSE_KIND_FAILED", Text(failed, "kind"));
        Assert.Equal(("7 is too many", "7 is too many"), (Text(failed, "message"), Text(failed, "error_message")));
        var disabled = await CallAsync(application, "unary", "ExecuteResourceCommand", """{"resource_name":"w","command_name":"off"}""");
        Assert.Contains("cannot be executed", Text(disabled, "message"));
        var invalid = await CallAsync(
            application, "unary", "ExecuteResourceCommand", """{"resource_name":"w","command_name":"scale","arguments":{"n":{"listValue":{}}}}""");
        Assert.Equal(3, invalid.GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task A_missing_parameter_is_asked_for_and_answered_over_the_wire()
    {
        var builder = CreateServiceBuilder();
        var parameter = builder.AddParameter("email");
        var application = await StartAsync(builder);
        var answered = await CallAsync(application, "interact", "WatchInteractions", """{"email":"a@b.test"}""");
        Assert.Equal("email", Text(Assert.Single(answered.GetProperty("inputs_dialog").GetProperty("input_items").EnumerateArray()), "name"));
        Assert.Equal("a@b.test", await parameter.Resource.GetValueAsync(TestContext.Current.CancellationToken).AsTask().DefaultTimeout());
    }

    [Fact]
    public async Task Calls_that_nobody_implements_say_so_and_callers_without_the_key_are_turned_away()
    {
        var application = await StartAsync(CreateServiceBuilder());
        var unimplemented = await CallAsync(application, "upload", "UploadFile", "{}");
        Assert.Equal(12, unimplemented.GetProperty("code").GetInt32());
        var unauthorized = await CallAsync(application, "unary", "GetApplicationInformation", "{}", key: "wrong");
        Assert.Equal(16, unauthorized.GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Requests_without_the_key_get_401_and_other_content_415()
    {
        var application = await StartAsync(CreateServiceBuilder());
        using var client = new HttpClient { BaseAddress = AddressOf(application) };
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(key: null)).StatusCode);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await SendAsync(Key)).StatusCode);

        async Task<HttpResponseMessage> SendAsync(string? key)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/aspire.v1.DashboardService/GetApplicationInformation")
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Content = new StringContent("{}"),
            };
            if (key is not null)
            {
                request.Headers.Add(ResourceServiceOptions.ApiKeyHeader, key);
            }

            return await client.SendAsync(request, TestContext.Current.CancellationToken);
        }
    }

    [Theory]
    [InlineData("http://0.0.0.0:1234")]
    [InlineData("http://example.test:1234")]
    [InlineData("https://127.0.0.1:1234")]
    [InlineData("nonsense")]
    public void Addresses_that_others_can_reach_are_refused(string address)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create<string, string?>("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", address)]).Build();
        Assert.Throws<DistributedApplicationException>(() => ResourceServiceOptions.Read(configuration));
    }

    [Fact]
    public void The_service_is_off_unless_asked_for_and_its_key_is_made_anew()
    {
        var empty = new ConfigurationBuilder().Build();
        Assert.Null(ResourceServiceOptions.Read(empty).Endpoint);
        Assert.NotEqual(ResourceServiceOptions.Read(empty).ApiKey, ResourceServiceOptions.Read(empty).ApiKey);
        var aspire = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create<string, string?>("dashboard", "aspire")]).Build();
        Assert.NotNull(ResourceServiceOptions.Read(aspire).Endpoint);
    }

    [Fact]
    public void The_dashboard_gets_keys_in_its_environment_and_telemetry_flows_to_it()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create<string, string?>("dashboard", "aspire")]).Build();
        var options = AspireDashboardOptions.Read(configuration);
        Assert.Equal(options.Otlp.GetLeftPart(UriPartial.Authority), configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        Assert.Equal($"x-otlp-api-key={options.OtlpKey}", configuration["OTEL_EXPORTER_OTLP_HEADERS"]);
        var environment = new DashboardEnvironment(options.Frontend, options.Otlp, new Uri("http://127.0.0.1:1/"), "key", options.OtlpKey, "token").ToVariables();
        Assert.Equal("http://127.0.0.1:1", environment["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"]);
        Assert.Equal(("key", "token"), (environment["DASHBOARD__RESOURCESERVICECLIENT__APIKEY"], environment["DASHBOARD__FRONTEND__BROWSERTOKEN"]));
    }

    private static IDistributedApplicationBuilder CreateServiceBuilder(params string[] args)
    {
        NodeGrpcClient.SkipWhenMissing();
        return CreateBuilder(new DistributedApplicationOptions
        {
            DashboardApplicationName = "Bookinfo",
            Args = ["--ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL=http://127.0.0.1:0", $"--ASPIRE_DASHBOARD_RESOURCESERVICE_APIKEY={Key}", .. args],
        });
    }

    private static Uri AddressOf(DistributedApplication application) =>
        application.Services.GetRequiredService<ResourceServiceHost>().Address ?? throw new InvalidOperationException("The service is off.");

    private static Task<JsonElement> CallAsync(
        DistributedApplication application,
        string mode,
        string method,
        string request,
        int count = 1,
        Func<Task>? onFirst = null,
        string key = Key) => NodeGrpcClient.CallAsync(AddressOf(application), key, mode, method, request, count, onFirst);

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static JsonElement Property(JsonElement resource, string name) =>
        resource.GetProperty("properties").EnumerateArray().Single(p => Text(p, "name") == name).GetProperty("value");
}

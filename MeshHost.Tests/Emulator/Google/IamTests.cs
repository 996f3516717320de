using System.Net;
using System.Text.Json.Nodes;

namespace MeshHost.Tests.Emulator.Google;

public sealed class IamTests
{
    private const string Accounts = "/v1/projects/mesh-demo/serviceAccounts";
    private const string Email = "nodes-sa@mesh-demo.iam.gserviceaccount.com";

    [Fact]
    public async Task A_policy_written_with_an_old_etag_is_a_conflict()
    {
        await using var server = await CloudServer.StartAsync();
        var policy = await server.OkAsync("POST", "/v1/projects/mesh-demo:getIamPolicy", """{"options":{"requestedPolicyVersion":3}}""");
        await SetAsync(server, policy, "roles/viewer", "user:a@example.com");
        policy["bindings"]!.AsArray().Add(JsonNode.Parse("""{"role":"roles/viewer","members":["user:b@example.com"]}"""));
        var error = await server.ErrorAsync(HttpStatusCode.Conflict, "POST", "/v1/projects/mesh-demo:setIamPolicy", new JsonObject { ["policy"] = policy.DeepClone() }.ToJsonString());
        Assert.Equal("ABORTED", error["status"]!.GetValue<string>());
        Assert.StartsWith("There were concurrent policy changes.", error["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_etag_is_compared_as_bytes()
    {
        await using var server = await CloudServer.StartAsync();
        for (var i = 0; i < 20; i++)
        {
            // gcloud sends base64url; some etags have characters that differ between the alphabets.
            var policy = await server.OkAsync("POST", "/v1/projects/mesh-demo:getIamPolicy", "{}");
            policy["etag"] = policy["etag"]!.GetValue<string>().Replace('+', '-').Replace('/', '_');
            await server.OkAsync("POST", "/v1/projects/mesh-demo:setIamPolicy", new JsonObject { ["policy"] = policy.DeepClone() }.ToJsonString());
        }
    }

    [Fact]
    public async Task Conditional_bindings_survive_only_a_version_3_writer()
    {
        await using var server = await CloudServer.StartAsync();
        await server.OkAsync("POST", "/v1/projects/mesh-demo:setIamPolicy", """
            {"policy":{"version":3,"bindings":[{"role":"roles/viewer","members":["user:a@example.com"],"condition":{"title":"t","expression":"request.time < timestamp('2030-01-01T00:00:00Z')"}}]}}
            """);
        var policy = await server.OkAsync("POST", "/v1/projects/mesh-demo:getIamPolicy", """{"options":{"requestedPolicyVersion":3}}""");
        Assert.Equal((3, "t"), (policy["version"]!.GetValue<int>(), policy["bindings"]![0]!["condition"]!["title"]!.GetValue<string>()));
        var old = await server.OkAsync("POST", "/v1/projects/mesh-demo:getIamPolicy", "{}");
        Assert.Null(old["bindings"]![0]!["condition"]);
    }

    [Theory]
    [InlineData("roles/viewer", "serviceAccount:none@mesh-demo.iam.gserviceaccount.com", "Service account none@mesh-demo.iam.gserviceaccount.com does not exist.")]
    [InlineData("roles/viewer", "serviceAccount:mesh-demo.svc.id.goog[ns/ksa]", "Identity Pool does not exist")]
    [InlineData("roles/viewer", "somebody@example.com", "unknown type")]
    [InlineData("roles/notARole", "user:a@example.com", "is not supported")]
    public async Task A_binding_that_means_nothing_is_refused(string role, string member, string expected)
    {
        await using var server = await CloudServer.StartAsync();
        var body = new JsonObject { ["policy"] = new JsonObject { ["bindings"] = new JsonArray(new JsonObject { ["role"] = role, ["members"] = new JsonArray(member) }) } };
        var error = await server.ErrorAsync(HttpStatusCode.BadRequest, "POST", "/v1/projects/mesh-demo:setIamPolicy", body.ToJsonString());
        Assert.Contains(expected, error["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bindings_of_a_deleted_account_do_not_apply_to_a_new_one_of_the_same_name()
    {
        await using var server = await CloudServer.StartAsync();
        const string Body = """{"accountId":"nodes-sa","serviceAccount":{"displayName":"Nodes"}}""";
        var first = await server.OkAsync("POST", Accounts, Body);
        var policy = await server.OkAsync("POST", "/v1/projects/mesh-demo:getIamPolicy", "{}");
        await SetAsync(server, policy, "roles/viewer", "serviceAccount:" + Email);
        await server.OkAsync("DELETE", $"{Accounts}/{Email}");
        await server.OkAsync("POST", Accounts, Body);
        var text = (await server.OkAsync("POST", "/v1/projects/mesh-demo:getIamPolicy", "{}")).ToJsonString();
        Assert.Contains($"deleted:serviceAccount:{Email}?uid={first["uniqueId"]!.GetValue<string>()}", text, StringComparison.Ordinal);
        Assert.DoesNotContain($"\"serviceAccount:{Email}\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_costs_money_needs_billing()
    {
        await using var server = await CloudServer.StartAsync(o => o with { EnabledServices = [] });
        await server.OkAsync("POST", "/emulator/v1/billing", """{"project":"mesh-demo"}""");
        var error = await server.ErrorAsync(HttpStatusCode.BadRequest, "POST", "/v1/projects/mesh-demo/services:batchEnable", """{"serviceIds":["compute.googleapis.com"]}""");
        Assert.Contains("Billing must be enabled", error["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.False((await server.OkAsync("GET", "/v1/projects/mesh-demo/billingInfo"))["billingEnabled"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_denied_permission_fails_its_methods_and_is_missing_from_the_preflight()
    {
        await using var server = await CloudServer.StartAsync();
        server.Cloud.Permissions.Deny("compute.networks.create");
        var error = await server.ErrorAsync(HttpStatusCode.Forbidden, "POST", "/compute/v1/projects/mesh-demo/global/networks", """{"name":"vpc","autoCreateSubnetworks":false}""");
        Assert.Contains("Required 'compute.networks.create' permission for 'projects/mesh-demo/global/networks", error["message"]!.GetValue<string>(), StringComparison.Ordinal);
        var granted = await server.OkAsync("POST", "/v1/projects/mesh-demo:testIamPermissions", """{"permissions":["compute.networks.create","compute.networks.get"]}""");
        Assert.Equal("""["compute.networks.get"]""", granted["permissions"]!.ToJsonString());
    }

    private static async Task SetAsync(CloudServer server, JsonObject policy, string role, string member)
    {
        var changed = (JsonObject)policy.DeepClone();
        changed["bindings"]!.AsArray().Add(new JsonObject { ["role"] = role, ["members"] = new JsonArray(member) });
        await server.OkAsync("POST", "/v1/projects/mesh-demo:setIamPolicy", new JsonObject { ["policy"] = changed }.ToJsonString());
    }
}

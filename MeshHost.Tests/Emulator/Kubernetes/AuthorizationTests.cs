using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace MeshHost.Tests.Emulator.Kubernetes;

public class AuthorizationTests
{
    [Fact]
    public async Task A_service_account_may_do_what_its_role_says_and_no_more()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync("/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles", TestCluster.Json("""{"metadata":{"name":"r"},"rules":[{"apiGroups":[""],"resources":["configmaps"],"verbs":["list"]}]}"""));
        await cluster.PostAsync("/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings", TestCluster.Json("""{"metadata":{"name":"b"},"roleRef":{"kind":"Role","name":"r"},"subjects":[{"kind":"ServiceAccount","name":"default","namespace":"default"}]}"""));
        var token = (await cluster.PostAsync("/api/v1/namespaces/default/serviceaccounts/default/token", TestCluster.Json("""{"spec":{}}"""))).At("status.token");

        Assert.Equal(HttpStatusCode.OK, (await AsAsync(cluster, token, "/api/v1/namespaces/default/configmaps")).Code);
        var forbidden = await AsAsync(cluster, token, "/api/v1/namespaces/default/secrets");
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.Code);
        Assert.Equal("secrets is forbidden: User \"system:serviceaccount:default:default\" cannot list resource \"secrets\" in API group \"\" in the namespace \"default\"", (string?)forbidden.Body["message"]);
    }

    [Fact]
    public async Task An_administrator_may_do_everything()
    {
        await using var cluster = await TestCluster.StartAsync();
        var review = await cluster.PostAsync("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", TestCluster.Json("""{"spec":{"resourceAttributes":{"verb":"delete","resource":"nodes"}}}"""));

        Assert.Equal("true", review.At("status.allowed"));
    }

    private static async Task<(HttpStatusCode Code, JsonObject Body)> AsAsync(TestCluster cluster, string? token, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await cluster.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, (JsonObject)JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!);
    }
}

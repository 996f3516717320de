using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Http;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Operations;
using MeshHost.Emulator.Kubernetes.Types;

namespace MeshHost.Emulator.Kubernetes.Authorization;

/// <summary>Answers the reviews: who am I, may I, may they, what may I.</summary>
internal sealed class ReviewHandler(RbacAuthorizer authorizer, TokenIssuer tokens)
{
    public async Task AnswerAsync(ApiRequest request, ResourceType type, string? ns)
    {
        var review = await request.ReadBodyAsync().ConfigureAwait(false);
        review["kind"] = type.Kind;
        review["apiVersion"] = type.ApiVersion;
        review["metadata"] ??= new JsonObject();
        review["status"] = type.Kind switch
        {
            "SelfSubjectReview" => new JsonObject { ["userInfo"] = Describe(request.User) },
            "SelfSubjectAccessReview" => Decide(request.User, review.Object("spec"), null),
            "SubjectAccessReview" or "LocalSubjectAccessReview" => Decide(Subject(review.Object("spec")), review.Object("spec"), ns),
            "SelfSubjectRulesReview" => Rules(request.User, review.Object("spec").Text("namespace")),
            "TokenReview" => ReviewToken(review.Object("spec").Text("token") ?? ""),
            _ => throw ApiErrors.MethodNotAllowed(),
        };
        await ApiResponse.WriteAsync(request.Http, 201, review).ConfigureAwait(false);
    }

    private static UserInfo Subject(JsonObject? spec) => new(spec.Text("user") ?? "", [.. spec.Array("groups").Texts(), "system:authenticated"]);

    private static JsonObject Describe(UserInfo user) => new()
    {
        ["username"] = user.Name,
        ["groups"] = new JsonArray([.. user.Groups.Select(group => (JsonNode)group)]),
    };

    private JsonObject Decide(UserInfo user, JsonObject? spec, string? ns)
    {
        var resource = spec.Object("resourceAttributes");
        var path = spec.Object("nonResourceAttributes");
        var access = path is not null
            ? AccessAttributes.ForPath(path.Text("verb") ?? "", path.Text("path") ?? "")
            : new AccessAttributes(
                resource.Text("verb") ?? "",
                resource.Text("group") ?? "",
                resource.Text("resource") ?? "",
                resource.Text("subresource"),
                ns ?? resource.Text("namespace"),
                resource.Text("name"));
        var allowed = authorizer.IsAllowed(user, access);
        var status = new JsonObject { ["allowed"] = allowed };
        if (allowed && !user.Groups.Contains("system:masters"))
        {
            status["reason"] = "RBAC: allowed by a role binding";
        }

        return status;
    }

    private JsonObject Rules(UserInfo user, string? ns)
    {
        IEnumerable<JsonObject> rules = user.Groups.Contains("system:masters")
            ? [new JsonObject { ["verbs"] = new JsonArray("*"), ["apiGroups"] = new JsonArray("*"), ["resources"] = new JsonArray("*") }, new JsonObject { ["verbs"] = new JsonArray("*"), ["nonResourceURLs"] = new JsonArray("*") }]
            : authorizer.RulesFor(user, ns).Select(rule => rule.Copy());
        var all = rules.ToList();
        return new JsonObject
        {
            ["resourceRules"] = new JsonArray([.. all.Where(rule => rule["resources"] is not null)]),
            ["nonResourceRules"] = new JsonArray([.. all.Where(rule => rule["nonResourceURLs"] is not null)]),
            ["incomplete"] = false,
        };
    }

    private JsonObject ReviewToken(string token) => tokens.Recognize(token) is { } account
        ? new JsonObject { ["authenticated"] = true, ["user"] = Describe(account) }
        : new JsonObject { ["authenticated"] = false, ["error"] = "invalid bearer token" };
}

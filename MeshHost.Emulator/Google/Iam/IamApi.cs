using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshHost.Emulator.Google.Http;
using MeshHost.Emulator.Google.Projects;
using MeshHost.Emulator.Google.State;

namespace MeshHost.Emulator.Google.Iam;

/// <summary>IAM: service accounts, their policies, and the list of roles.</summary>
internal sealed partial class IamApi(
    CloudState state,
    Identifiers identifiers,
    GoogleCloudOptions options,
    ProjectDirectory projects,
    ServiceAccounts accounts,
    IamPolicies policies,
    PermissionGate permissions)
{
    /// <summary>Adds the methods of the API.</summary>
    /// <param name="methods">The table.</param>
    public void Register(MethodTable methods)
    {
        const string Prefix = "iam.projects.serviceAccounts.";
        methods.Add(Prefix + "create", Create);
        methods.Add(Prefix + "get", call => Require(call).Account);
        methods.Add(Prefix + "list", List);
        methods.Add(Prefix + "patch", Patch);
        methods.Add(Prefix + "delete", Delete);
        methods.Add(Prefix + "undelete", Undelete);
        methods.Add(Prefix + "enable", call => SetDisabled(call, false));
        methods.Add(Prefix + "disable", call => SetDisabled(call, true));
        methods.Add(Prefix + "getIamPolicy", call => policies.Get(PolicyKey(call), call.QueryInt("options.requestedPolicyVersion", 1)));
        methods.Add(Prefix + "setIamPolicy", call => policies.Set(PolicyKey(call), call.Body));
        methods.Add(Prefix + "testIamPermissions", call => permissions.Test(Require(call).Account.Text("projectId")!, call.Body));
        methods.Add("iam.roles.list", ListRoles);
        methods.Add("iam.roles.get", call => Role("roles/" + call["role"]));
    }

    [GeneratedRegex("^[a-z]([-a-z0-9]{4,28}[a-z0-9])$")]
    private static partial Regex AccountIdPattern();

    private static JsonObject Role(string name)
    {
        KnownRoles.Require(name);
        return new JsonObject { ["name"] = name, ["title"] = name["roles/".Length..], ["stage"] = "GA", ["etag"] = "AA==" };
    }

    private static JsonObject ListRoles(MethodCall call)
    {
        var all = KnownRoles.Names.Select(n => KeyValuePair.Create(n, Role(n))).ToList();
        var page = Page.Of(all, call.QueryInt("pageSize", 300) is > 0 and var size ? size : 300, call.Query.GetValueOrDefault("pageToken"));
        var answer = new JsonObject { ["roles"] = new JsonArray([.. page.Items.Select(i => (JsonNode)i.Value)]) };
        answer.Default("nextPageToken", page.NextToken);
        return answer;
    }

    private (string Key, JsonObject Account) Require(MethodCall call) =>
        accounts.Find(call.Project, call["serviceAccount"]) ?? throw GoogleErrorException.NotFound("Unknown service account");

    private string PolicyKey(MethodCall call)
    {
        var account = Require(call).Account;
        return IamPolicies.AccountKey(account.Text("projectId")!, account.Text("email")!);
    }

    private JsonObject Create(MethodCall call)
    {
        var id = call.Body.Text("accountId") ?? "";
        if (!AccountIdPattern().IsMatch(id))
        {
            throw GoogleErrorException.Invalid($"The account ID \"{id}\" does not match the expected pattern [a-z]([-a-z0-9]*[a-z0-9]) with a length of 6 to 30 characters.");
        }

        var project = projects.Find(call.Project)!;
        var email = $"{id}@{project.Id}.iam.gserviceaccount.com";
        var key = ServiceAccounts.Key(project.Id, email);
        if (accounts.Find(project.Id, email) is not null)
        {
            throw GoogleErrorException.AlreadyExists($"Service account {id} already exists within project projects/{project.Id}.");
        }

        var account = new JsonObject
        {
            ["name"] = $"projects/{project.Id}/serviceAccounts/{email}",
            ["projectId"] = project.Id,
            ["uniqueId"] = "1" + identifiers.NextNumber().PadLeft(20, '0')[..20],
            ["email"] = email,
            ["etag"] = identifiers.NextFingerprint(),
            ["oauth2ClientId"] = "1" + identifiers.NextNumber().PadLeft(20, '0')[..20],
            ["$created"] = options.TimeProvider.GetUtcNow().ToString("O", CultureInfo.InvariantCulture),
        };
        var asked = call.Body.Child("serviceAccount");
        account.Default("displayName", asked?.Text("displayName"));
        account.Default("description", asked?.Text("description"));
        state.Put(key, account);
        return account;
    }

    private JsonObject List(MethodCall call)
    {
        var all = state.Under(ServiceAccounts.Key(call.Project, "")).Where(a => !a.Value.Flag("$deleted")).ToList();
        var page = Page.Of(all, call.QueryInt("pageSize", 100) is > 0 and <= 100 and var size ? size : 100, call.Query.GetValueOrDefault("pageToken"));
        var answer = new JsonObject();
        if (page.Items.Count > 0)
        {
            answer["accounts"] = new JsonArray([.. page.Items.Select(i => i.Value.DeepClone())]);
        }

        answer.Default("nextPageToken", page.NextToken);
        return answer;
    }

    private JsonObject Patch(MethodCall call)
    {
        var (key, account) = Require(call);
        var asked = call.Body.Child("serviceAccount") ?? [];
        var mask = (call.Body.Text("updateMask") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var answer = new JsonObject { ["name"] = account.Text("name") };
        foreach (var path in mask)
        {
            var field = path switch
            {
                "display_name" or "displayName" or "serviceAccount.displayName" => "displayName",
                "description" or "serviceAccount.description" => "description",
                _ => throw GoogleErrorException.Invalid($"The field mask path '{path}' is not supported: only display_name and description can change."),
            };
            account[field] = asked.Text(field) ?? "";
            answer[field] = account[field]!.DeepClone();
        }

        account["etag"] = identifiers.NextFingerprint();
        state.Put(key, account);
        return answer;
    }

    private JsonObject Delete(MethodCall call)
    {
        var (key, account) = Require(call);
        state.Remove(key);
        state.Remove(PolicyKeyOf(account));

        // For thirty days an account can be undeleted by its unique id.
        account["$deleted"] = true;
        state.Put($"{key}?uid={account.Text("uniqueId")}", account);
        policies.MarkDeleted(account.Text("email")!, account.Text("uniqueId")!);
        return [];
    }

    private JsonObject Undelete(MethodCall call)
    {
        var gone = state.Under("iam/projects/").FirstOrDefault(a => a.Value.Flag("$deleted") && a.Value.Text("uniqueId") == call["serviceAccount"]);
        if (gone.Key is null)
        {
            throw GoogleErrorException.NotFound("Unknown service account");
        }

        if (accounts.Find("-", gone.Value.Text("email")!) is not null)
        {
            throw GoogleErrorException.AlreadyExists($"Service account {gone.Value.Text("email")} already exists.");
        }

        state.Remove(gone.Key);
        gone.Value.Remove("$deleted");
        state.Put(gone.Key.Split('?')[0], gone.Value);
        return new JsonObject { ["restoredAccount"] = gone.Value.DeepClone() };
    }

    private JsonObject SetDisabled(MethodCall call, bool disabled)
    {
        var (key, account) = Require(call);
        if (disabled)
        {
            account["disabled"] = true;
        }
        else
        {
            account.Remove("disabled");
        }

        state.Put(key, account);
        return [];
    }

    private static string PolicyKeyOf(JsonObject account) => IamPolicies.AccountKey(account.Text("projectId")!, account.Text("email")!);
}

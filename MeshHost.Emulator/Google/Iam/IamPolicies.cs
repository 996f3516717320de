using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Http;
using MeshHost.Emulator.Google.Projects;
using MeshHost.Emulator.Google.State;

namespace MeshHost.Emulator.Google.Iam;

/// <summary>IAM policies of projects and service accounts.</summary>
internal sealed class IamPolicies(CloudState state, Identifiers identifiers, ProjectDirectory projects, ServiceAccounts accounts)
{
    private static readonly string[] s_memberKinds =
        ["user", "serviceAccount", "group", "domain", "projectOwner", "projectEditor", "projectViewer", "principal", "principalSet", "deleted"];

    /// <summary>The state's key of a project's policy.</summary>
    /// <param name="project">Project id.</param>
    /// <returns>The key.</returns>
    public static string ProjectKey(string project) => $"policies/projects/{project}";

    /// <summary>The state's key of a service account's policy.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="email">The account.</param>
    /// <returns>The key.</returns>
    public static string AccountKey(string project, string email) => $"policies/projects/{project}/serviceAccounts/{email}";

    /// <summary>Gives a project its first policy.</summary>
    /// <param name="project">Project id.</param>
    public void Initialize(string project)
    {
        if (state.Find(ProjectKey(project)) is null)
        {
            state.Put(ProjectKey(project), new JsonObject
            {
                ["version"] = 1,
                ["etag"] = identifiers.NextFingerprint(),
                ["bindings"] = new JsonArray(new JsonObject { ["role"] = "roles/owner", ["members"] = new JsonArray("user:developer@example.com") }),
            });
        }
    }

    /// <summary>Reads a policy.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="requestedVersion">The highest version that the caller understands.</param>
    /// <returns>The policy.</returns>
    public JsonObject Get(string key, long? requestedVersion)
    {
        var policy = (JsonObject)(state.Find(key)?.DeepClone() ?? new JsonObject { ["etag"] = "ACAB" });
        if (requestedVersion is not 3)
        {
            // Callers of older versions do not see conditions, only that there are some.
            foreach (var binding in policy.Items("bindings").Where(b => b.ContainsKey("condition")))
            {
                binding.Remove("condition");
                binding["role"] = $"{binding.Text("role")}_withcond_{identifiers.NextHex(20)}";
            }

            policy["version"] = 1;
        }

        return policy;
    }

    /// <summary>Writes a policy.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="request">The request body.</param>
    /// <returns>The policy as stored.</returns>
    /// <exception cref="GoogleErrorException">The policy is not valid, or the etag is not the current one.</exception>
    public JsonObject Set(string key, JsonObject request)
    {
        var wanted = request.Child("policy") ?? throw GoogleErrorException.Invalid("A policy is required.");
        var current = state.Find(key);
        var etag = current?.Text("etag") ?? "ACAB";
        if (wanted.Text("etag") is { Length: > 0 } sent && !Bytes.AreEqual(sent, etag))
        {
            throw new GoogleErrorException(
                409,
                "aborted",
                "ABORTED",
                "There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff. "
                + $"The request's ETag '{sent}' did not match the current policy's ETag '{etag}'.");
        }

        var hasConditions = wanted.Items("bindings").Any(b => b.ContainsKey("condition"));
        if (hasConditions && wanted.Number("version") is not 3)
        {
            throw GoogleErrorException.Invalid("Policies with conditions must have version 3.");
        }

        var stored = new JsonObject
        {
            ["version"] = hasConditions ? 3 : 1,
            ["etag"] = identifiers.NextFingerprint(),
            ["bindings"] = Normalize(wanted),
        };
        var mask = (request.Text("updateMask") ?? "bindings,etag").Split(',', StringSplitOptions.TrimEntries);
        stored.Default("auditConfigs", (mask.Contains("auditConfigs") ? wanted["auditConfigs"] : current?["auditConfigs"])?.DeepClone());
        state.Put(key, stored);
        return (JsonObject)stored.DeepClone();
    }

    /// <summary>Marks the bindings of a service account that is gone; they do not come back to life with a new one of the same name.</summary>
    /// <param name="email">The account.</param>
    /// <param name="uniqueId">Its unique id.</param>
    public void MarkDeleted(string email, string uniqueId)
    {
        foreach (var (key, policy) in state.Under("policies/"))
        {
            foreach (var members in policy.Items("bindings").Select(b => (JsonArray)b["members"]!))
            {
                for (var i = 0; i < members.Count; i++)
                {
                    if (members[i]!.GetValue<string>() == $"serviceAccount:{email}")
                    {
                        members[i] = $"deleted:serviceAccount:{email}?uid={uniqueId}";
                        policy["etag"] = identifiers.NextFingerprint();
                        state.Put(key, policy);
                    }
                }
            }
        }
    }

    // Google merges bindings of the same role and condition, drops empty ones and sorts by role.
    private JsonArray Normalize(JsonObject policy)
    {
        var merged = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var binding in policy.Items("bindings"))
        {
            var role = binding.Text("role") ?? throw GoogleErrorException.Invalid("Every binding must have a role.");
            KnownRoles.Require(role);
            var members = binding.Texts("members").Distinct(StringComparer.Ordinal).ToList();
            members.ForEach(CheckMember);
            var id = $"{role}\n{binding["condition"]?.ToJsonString()}";
            if (merged.TryGetValue(id, out var existing))
            {
                members = [.. existing.Texts("members").Concat(members).Distinct(StringComparer.Ordinal)];
            }

            if (members.Count > 0)
            {
                var copy = new JsonObject { ["role"] = role, ["members"] = ResourceJson.Array(members) };
                copy.Default("condition", binding["condition"]?.DeepClone());
                merged[id] = copy;
            }
        }

        return new JsonArray([.. merged.Values]);
    }

    private void CheckMember(string member)
    {
        if (member is "allUsers" or "allAuthenticatedUsers")
        {
            return;
        }

        var colon = member.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || !s_memberKinds.Contains(member[..colon]))
        {
            throw GoogleErrorException.Invalid($"The member {member} is of an unknown type. Please set a valid type prefix for the member.");
        }

        var name = member[(colon + 1)..];
        if (member.StartsWith("serviceAccount:", StringComparison.Ordinal))
        {
            CheckAccount(name);
        }
        else if (member.StartsWith("user:", StringComparison.Ordinal) && !name.Contains('@', StringComparison.Ordinal))
        {
            throw GoogleErrorException.Invalid($"Invalid principal {name}.");
        }
    }

    private void CheckAccount(string name)
    {
        if (name.Split(".svc.id.goog[") is [var poolProject, _])
        {
            if (state.Find(WorkloadPoolKey(poolProject)) is null)
            {
                throw GoogleErrorException.Invalid($"Identity Pool does not exist ({poolProject}.svc.id.goog). Please check that you specified a valid resource name as returned in the `name` attribute in the configuration API.");
            }
        }
        else if (name.EndsWith(".iam.gserviceaccount.com", StringComparison.Ordinal)
            && name.Split('@') is [_, var domain]
            && projects.Find(domain[..^".iam.gserviceaccount.com".Length]) is not null
            && !accounts.IsKnownToPolicies(name))
        {
            throw GoogleErrorException.Invalid($"Service account {name} does not exist.");
        }
    }

    /// <summary>The state's key of a project's Workload Identity pool, which exists from the first cluster on that uses it.</summary>
    /// <param name="project">Project id.</param>
    /// <returns>The key.</returns>
    public static string WorkloadPoolKey(string project) => $"pools/{project}";
}

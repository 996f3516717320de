using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Operations;

namespace MeshHost.Emulator.Kubernetes.Authorization;

/// <summary>Decides by roles and bindings, as the real server's RBAC does. Administrators and the cluster's own parts may do all.</summary>
internal sealed class RbacAuthorizer(ClusterState state)
{
    private const string Group = "rbac.authorization.k8s.io";

    public bool IsAllowed(UserInfo user, AccessAttributes access)
    {
        if (user.Groups.Contains("system:masters"))
        {
            return true;
        }

        return RulesFor(user, access.Namespace).Any(rule => Covers(rule, access));
    }

    /// <summary>The rules that hold for a user in a namespace.</summary>
    public IEnumerable<JsonObject> RulesFor(UserInfo user, string? ns)
    {
        foreach (var binding in Objects("clusterrolebindings", null).Where(binding => BindsTo(binding, user)))
        {
            foreach (var rule in RulesOf(binding, null))
            {
                yield return rule;
            }
        }

        if (string.IsNullOrEmpty(ns))
        {
            yield break;
        }

        foreach (var binding in Objects("rolebindings", ns).Where(binding => BindsTo(binding, user)))
        {
            foreach (var rule in RulesOf(binding, ns))
            {
                yield return rule;
            }
        }
    }

    private static bool BindsTo(JsonObject binding, UserInfo user) => binding.Array("subjects").Objects().Any(subject => subject.Text("kind") switch
    {
        "User" => subject.Text("name") == user.Name,
        "Group" => user.Groups.Contains(subject.Text("name")),
        _ => $"system:serviceaccount:{subject.Text("namespace") ?? binding.Namespace()}:{subject.Text("name")}" == user.Name,
    });

    private static bool Covers(JsonObject rule, AccessAttributes access)
    {
        if (!Has(rule, "verbs", access.Verb))
        {
            return false;
        }

        if (access.Path is { } path)
        {
            return rule.Array("nonResourceURLs").Texts().Any(url => url == "*" || url == path || (url.EndsWith('*') && path.StartsWith(url[..^1], StringComparison.Ordinal)));
        }

        var resource = access.Subresource is { Length: > 0 } sub ? $"{access.Resource}/{sub}" : access.Resource;
        var names = rule.Array("resourceNames");
        return Has(rule, "apiGroups", access.Group)
            && rule.Array("resources").Texts().Any(item => item == "*" || item == resource || (item.StartsWith("*/", StringComparison.Ordinal) && item[2..] == access.Subresource))
            && (names is not { Count: > 0 } || names.Texts().Contains(access.Name));
    }

    private static bool Has(JsonObject rule, string field, string value) => rule.Array(field).Texts().Any(item => item == "*" || item == value);

    private IEnumerable<JsonObject> RulesOf(JsonObject binding, string? ns)
    {
        var reference = binding.Object("roleRef");
        var clusterWide = reference.Text("kind") == "ClusterRole";
        var type = state.Types.FindStored(Group, clusterWide ? "clusterroles" : "roles")!;
        var role = state.Find(type, clusterWide ? null : ns, reference.Text("name") ?? "")?.Json;
        return role.Array("rules").Objects();
    }

    private IEnumerable<JsonObject> Objects(string plural, string? ns) => state.Store.List(Group, plural, ns).Items.Select(stored => stored.Json);
}

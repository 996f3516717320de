using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Faults;
using MeshHost.Emulator.Google.Http;

namespace MeshHost.Emulator.Google.Iam;

/// <summary>
/// What the caller may do: everything, as a project's owner, except what was denied. A denied permission fails the methods
/// that need it and is missing from the answers of <c>testIamPermissions</c>.
/// </summary>
internal sealed class PermissionGate
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _denied = new(StringComparer.Ordinal);

    /// <summary>Denies permissions.</summary>
    /// <param name="pattern">A permission such as <c>compute.networks.create</c>; <c>*</c> stands for any text.</param>
    public void Deny(string pattern)
    {
        lock (_gate)
        {
            _denied.Add(pattern);
        }
    }

    /// <summary>Takes back what <see cref="Deny"/> denied.</summary>
    /// <param name="pattern">The same pattern.</param>
    public void Allow(string pattern)
    {
        lock (_gate)
        {
            _denied.Remove(pattern);
        }
    }

    /// <summary>Whether the caller has a permission.</summary>
    /// <param name="permission">The permission.</param>
    /// <returns><see langword="true"/> unless it was denied.</returns>
    public bool Has(string permission)
    {
        lock (_gate)
        {
            return !_denied.Any(p => Glob.IsMatch(p, permission));
        }
    }

    /// <summary>Fails a call whose permission was denied.</summary>
    /// <param name="methodId">The method.</param>
    /// <param name="resource">Path of the resource.</param>
    /// <exception cref="GoogleErrorException">403.</exception>
    public void Check(string methodId, string resource)
    {
        if (PermissionOf(methodId) is not { } permission || Has(permission))
        {
            return;
        }

        throw methodId.Split('.')[0] switch
        {
            "compute" => GoogleErrorException.Forbidden($"Required '{permission}' permission for '{resource}'"),
            "container" => new GoogleErrorException(403, "forbidden", "PERMISSION_DENIED", $"Required \"{permission}\" permission(s) for \"{resource}\"."),
            _ => new GoogleErrorException(403, "forbidden", "PERMISSION_DENIED", $"Permission '{permission}' denied on resource '{resource}' (or it may not exist).")
            {
                Details = [GoogleErrorException.ErrorInfo("IAM_PERMISSION_DENIED", "iam.googleapis.com", new JsonObject { ["permission"] = permission, ["resource"] = resource })],
            },
        };
    }

    /// <summary>Answers <c>testIamPermissions</c>.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="request">The request body.</param>
    /// <returns>The permissions that the caller has of those asked for.</returns>
    public JsonObject Test(string project, JsonObject request)
    {
        var asked = request.Texts("permissions").ToList();
        if (asked.Find(p => p.Contains('*', StringComparison.Ordinal) || p.Split('.').Length < 3) is { } invalid)
        {
            throw GoogleErrorException.Invalid($"Permission {invalid} is not valid for resource projects/{project}.");
        }

        var granted = asked.Where(Has).ToList();
        return granted.Count == 0 ? [] : new JsonObject { ["permissions"] = ResourceJson.Array(granted) };
    }

    /// <summary>The permission that a method needs.</summary>
    /// <param name="methodId">The method.</param>
    /// <returns>The permission, or <see langword="null"/> when it needs none.</returns>
    public static string? PermissionOf(string methodId)
    {
        var parts = methodId.Split('.').Where(p => p is not ("projects" or "locations" or "zones")).ToArray();
        if (parts.Length < 3)
        {
            return methodId.Split('.') is [var api, "projects", var projectVerb] && projectVerb != "testIamPermissions"
                ? api switch
                {
                    "compute" => "compute.projects.get",
                    "cloudresourcemanager" => $"resourcemanager.projects.{projectVerb}",
                    _ => null,
                }
                : null;
        }

        var (service, resource, verb) = (parts[0], parts[^2], parts[^1]);
        var action = verb switch
        {
            "insert" => "create",
            "patch" => "update",
            "aggregatedList" => "list",
            "wait" => "get",
            "batchEnable" => "enable",
            _ when service == "container" && (verb.StartsWith("set", StringComparison.Ordinal) || verb is "rollback" or "completeUpgrade" or "updateMaster") => "update",
            "setPrivateIpGoogleAccess" or "expandIpCidrRange" => verb,
            "testIamPermissions" => null,
            _ => verb,
        };
        if (action is null)
        {
            return null;
        }

        return (service, resource) switch
        {
            // A node pool is part of its cluster.
            ("container", "nodePools") => action is "get" or "list" ? "container.clusters.get" : "container.clusters.update",
            ("container", "operations") or ("compute", "regionOperations" or "zoneOperations") => $"{service}.operations.{action}",
            ("container", "clusters") => $"container.clusters.{action}",
            ("serviceusage", "operations") => null,
            _ => $"{service}.{resource}.{action}",
        };
    }
}

using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Operations;
using MeshHost.Emulator.Kubernetes.Types;

namespace MeshHost.Emulator.Kubernetes.Admission;

/// <summary>The plugins that are compiled into the real server: namespaces must exist and be alive, pods need their service account.</summary>
internal static class BuiltInAdmission
{
    public static void Check(ClusterState state, ResourceType type, JsonObject obj)
    {
        if (type.Namespaced && !type.CreateOnly)
        {
            CheckNamespace(state, type, obj);
        }

        if (type is { Group: "", Plural: "pods" })
        {
            CheckServiceAccount(state, type, obj);
        }
    }

    private static void CheckNamespace(ClusterState state, ResourceType type, JsonObject obj)
    {
        var namespaces = state.Types.FindStored("", "namespaces")!;
        var ns = obj.Namespace()!;
        var current = state.Find(namespaces, null, ns)?.Json ?? throw ApiErrors.NotFound(namespaces, ns);
        if (!current.IsTerminating())
        {
            return;
        }

        var reason = $"unable to create new content in namespace {ns} because it is being terminated";
        throw new StatusException(403, "Forbidden", $"{type.GroupResource} \"{obj.Name()}\" is forbidden: {reason}")
        {
            Name = obj.Name(),
            Group = type.Group,
            Kind = type.Plural,
            Causes = [new StatusCause("NamespaceTerminating", $"namespace {ns} is being terminated", "metadata.namespace")],
        };
    }

    private static void CheckServiceAccount(ClusterState state, ResourceType type, JsonObject obj)
    {
        // The default account appears a moment after its namespace; the real server refuses pods until then, which only costs retries.
        var account = obj.Object("spec").Text("serviceAccountName");
        if (string.IsNullOrEmpty(account) || account == "default")
        {
            return;
        }

        var accounts = state.Types.FindStored("", "serviceaccounts")!;
        if (state.Find(accounts, obj.Namespace(), account) is null)
        {
            throw ApiErrors.Forbidden(
                type, obj.Name(), $"error looking up service account {obj.Namespace()}/{account}: serviceaccount \"{account}\" not found");
        }
    }
}

using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Authorization;
using MeshHost.Emulator.Kubernetes.Kinds;
using MeshHost.Emulator.Kubernetes.Operations;

namespace MeshHost.Emulator.Kubernetes;

/// <summary>The objects that a cluster has before anyone asks: its namespaces, the kubernetes service, the roles for people.</summary>
internal static class ClusterBootstrap
{
    public static async Task CreateAsync(ObjectOperations operations, ClusterState state, ServiceAddresses addresses, string certificateAuthority, CancellationToken ct)
    {
        foreach (var obj in Objects(addresses, certificateAuthority))
        {
            var group = (string)obj["apiVersion"]! is var apiVersion && apiVersion.Contains('/', StringComparison.Ordinal) ? apiVersion.Split('/')[0] : "";
            var type = state.Types.FindKind(group, apiVersion.Split('/')[^1], (string)obj["kind"]!)!;
            var metadata = (JsonObject)obj["metadata"]!;
            var ns = (string?)metadata["namespace"];
            if (state.Find(type, ns, (string)metadata["name"]!) is null)
            {
                await operations.CreateAsync(type, ns, obj, new WriteContext { FieldManager = "kube-apiserver", Admission = false }, ct).ConfigureAwait(false);
            }
        }
    }

    private static IEnumerable<JsonObject> Objects(ServiceAddresses addresses, string certificateAuthority)
    {
        foreach (var ns in (string[])["default", "kube-system", "kube-public", "kube-node-lease"])
        {
            yield return Object("v1", "Namespace", ns, null);
            yield return Object("v1", "ServiceAccount", "default", ns);
            var certificate = Object("v1", "ConfigMap", "kube-root-ca.crt", ns);
            certificate["data"] = new JsonObject { ["ca.crt"] = certificateAuthority };
            yield return certificate;
        }

        var service = Object("v1", "Service", "kubernetes", "default");
        service["metadata"]!["labels"] = new JsonObject { ["component"] = "apiserver", ["provider"] = "kubernetes" };
        service["spec"] = new JsonObject
        {
            ["clusterIP"] = addresses.ApiServer,
            ["ports"] = new JsonArray(new JsonObject { ["name"] = "https", ["port"] = 443, ["targetPort"] = 443 }),
        };
        yield return service;

        var role = Object("rbac.authorization.k8s.io/v1", "ClusterRole", "cluster-admin", null);
        role["rules"] = new JsonArray(Rule("apiGroups", "resources"), Rule("nonResourceURLs", null));
        yield return role;

        foreach (var (name, rules) in ((string, JsonArray)[])[("view", UserRoles.View()), ("edit", UserRoles.Edit()), ("admin", UserRoles.Admin())])
        {
            var userRole = Object("rbac.authorization.k8s.io/v1", "ClusterRole", name, null);
            userRole["metadata"]!["labels"] = new JsonObject { ["kubernetes.io/bootstrapping"] = "rbac-defaults" };
            userRole["rules"] = rules;
            yield return userRole;
        }

        var binding = Object("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "cluster-admin", null);
        binding["roleRef"] = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "ClusterRole", ["name"] = "cluster-admin" };
        binding["subjects"] = new JsonArray(new JsonObject { ["kind"] = "Group", ["apiGroup"] = "rbac.authorization.k8s.io", ["name"] = "system:masters" });
        yield return binding;

        var storage = Object("storage.k8s.io/v1", "StorageClass", "standard-rwo", null);
        storage["metadata"]!["annotations"] = new JsonObject { ["storageclass.kubernetes.io/is-default-class"] = "true" };
        storage["provisioner"] = "pd.csi.storage.gke.io";
        storage["volumeBindingMode"] = "WaitForFirstConsumer";
        storage["allowVolumeExpansion"] = true;
        storage["parameters"] = new JsonObject { ["type"] = "pd-balanced" };
        yield return storage;
    }

    private static JsonObject Rule(string first, string? second)
    {
        var rule = new JsonObject { ["verbs"] = new JsonArray("*"), [first] = new JsonArray("*") };
        if (second is not null)
        {
            rule[second] = new JsonArray("*");
        }

        return rule;
    }

    private static JsonObject Object(string apiVersion, string kind, string name, string? ns)
    {
        var metadata = new JsonObject { ["name"] = name };
        if (ns is not null)
        {
            metadata["namespace"] = ns;
        }

        return new JsonObject { ["apiVersion"] = apiVersion, ["kind"] = kind, ["metadata"] = metadata };
    }
}

using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Controllers.Cluster;

/// <summary>Gives every namespace its <c>default</c> service account and the cluster's certificate authority.</summary>
/// <param name="context">The cluster.</param>
internal sealed class ServiceAccountController(ControllerContext context) : Controller(context)
{
    private const string AuthorityConfigMap = "kube-root-ca.crt";

    public override string Name => "serviceaccount-controller";

    public override IReadOnlyList<WatchRule> Watches =>
    [
        Own("", "namespaces"),
        new WatchRule("", "serviceaccounts", change => change.Type == "DELETED" ? [new ObjectKey(null, change.Object.Namespace()!)] : []),
        new WatchRule("", "configmaps", change =>
            change.Type == "DELETED" && change.Object.Name() == AuthorityConfigMap ? [new ObjectKey(null, change.Object.Namespace()!)] : []),
    ];

    public override async Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (Api.Get("", "namespaces", null, key.Name) is not { } ns || ns.IsTerminating())
        {
            return null;
        }

        await EnsureAsync("serviceaccounts", new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ServiceAccount",
            ["metadata"] = new JsonObject { ["name"] = "default", ["namespace"] = key.Name },
        }, cancellationToken).ConfigureAwait(false);
        await EnsureAsync("configmaps", new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject
            {
                ["name"] = AuthorityConfigMap,
                ["namespace"] = key.Name,
                ["annotations"] = new JsonObject
                {
                    ["kubernetes.io/description"] =
                        "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or "
                        + "kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.",
                },
            },
            ["data"] = new JsonObject { ["ca.crt"] = Context.ClusterCertificateAuthority },
        }, cancellationToken).ConfigureAwait(false);
        return null;
    }

    private async Task EnsureAsync(string resource, JsonObject obj, CancellationToken cancellationToken)
    {
        if (Api.Get("", resource, obj.Namespace(), obj.Name()) is null)
        {
            try
            {
                await Api.CreateAsync(obj, cancellationToken).ConfigureAwait(false);
            }
            catch (StatusException ex) when (ex.Reason == "AlreadyExists")
            {
                // Somebody else was faster; that it exists is all that matters.
            }
        }
    }
}

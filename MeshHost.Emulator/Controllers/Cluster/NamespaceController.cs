using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Controllers.Cluster;

/// <summary>Empties namespaces that are being deleted, and says what keeps one from going.</summary>
/// <param name="context">The cluster.</param>
internal sealed class NamespaceController(ControllerContext context) : Controller(context)
{
    // What remains is looked at again: the objects in a namespace are of any kind, so that there is no one resource to watch.
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(2);

    public override string Name => "namespace-controller";

    public override IReadOnlyList<WatchRule> Watches => [Own("", "namespaces")];

    public override async Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (Api.Get("", "namespaces", null, key.Name) is not { } ns || !ns.IsTerminating())
        {
            return null;
        }

        await SetStatusAsync(ns, status => status["phase"] = "Terminating", cancellationToken).ConfigureAwait(false);
        var remaining = new List<(string Resource, JsonObject Object)>();
        foreach (var (group, resource, _, namespaced) in KnownResources.All(Api.List("apiextensions.k8s.io", "customresourcedefinitions")))
        {
            if (!namespaced)
            {
                continue;
            }

            foreach (var obj in Api.List(group, resource, key.Name))
            {
                if (!obj.IsTerminating())
                {
                    await Api.DeleteAsync(group, resource, key.Name, obj.Name(), cancellationToken).ConfigureAwait(false);
                }

                if (Api.Get(group, resource, key.Name, obj.Name()) is { } still)
                {
                    // The real controller writes the dot without a group too.
                    remaining.Add(($"{resource}.{group}", still));
                }
            }
        }

        if (remaining.Count > 0)
        {
            await SetStatusAsync(ns, status => Explain(status, remaining), cancellationToken).ConfigureAwait(false);
            return s_again;
        }

        await Api.UpdateAsync("", "namespaces", null, key.Name, current =>
        {
            if (current.Object("spec") is not { } spec || spec.Array("finalizers") is not { Count: > 0 })
            {
                return false;
            }

            spec.Remove("finalizers");
            return true;
        }, status: false, cancellationToken).ConfigureAwait(false);
        return null;
    }

    private void Explain(JsonObject status, List<(string Resource, JsonObject Object)> remaining)
    {
        var now = Clock.UtcNow;
        Conditions.Set(status, "NamespaceDeletionDiscoveryFailure", "False", "ResourcesDiscovered", "All resources successfully discovered", now);
        Conditions.Set(status, "NamespaceDeletionGroupVersionParsingFailure", "False", "ParsedGroupVersions", "All legacy kube types successfully parsed", now);
        Conditions.Set(status, "NamespaceDeletionContentFailure", "False", "ContentDeleted", "All content successfully deleted, may be waiting on finalization", now);
        var counts = remaining.GroupBy(item => item.Resource).Select(group => $"{group.Key} has {group.Count()} resource instances").Order(StringComparer.Ordinal);
        Conditions.Set(status, "NamespaceContentRemaining", "True", "SomeResourcesRemain", $"Some resources are remaining: {string.Join(", ", counts)}", now);
        var finalizers = remaining.SelectMany(item => item.Object.Object("metadata").Array("finalizers").Texts())
            .GroupBy(finalizer => finalizer).Select(group => $"{group.Key} in {group.Count()} resource instances").Order(StringComparer.Ordinal).ToList();
        if (finalizers.Count > 0)
        {
            Conditions.Set(
                status, "NamespaceFinalizersRemaining", "True", "SomeFinalizersRemain",
                $"Some content in the namespace has finalizers remaining: {string.Join(", ", finalizers)}", now);
        }
        else
        {
            Conditions.Set(status, "NamespaceFinalizersRemaining", "False", "ContentHasNoFinalizers", "All content-preserving finalizers finished", now);
        }
    }

    private Task SetStatusAsync(JsonObject ns, Action<JsonObject> change, CancellationToken cancellationToken) =>
        Api.UpdateAsync("", "namespaces", null, ns.Name(), current =>
        {
            var before = current["status"]?.DeepClone();
            change(current.Ensure("status"));
            return !JsonNode.DeepEquals(before, current["status"]);
        }, status: true, cancellationToken);
}

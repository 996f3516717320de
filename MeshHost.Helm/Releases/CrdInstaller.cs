using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Apply;
using MeshHost.Kubernetes.Readiness;

namespace MeshHost.Helm.Releases;

/// <summary>
/// Brings the definitions of <c>crds/</c> into the cluster. As with Helm, those that exist are left alone, unless the request asks for their upgrade.
/// </summary>
internal sealed class CrdInstaller(KubernetesClient client, HelmClientOptions options)
{
    public async Task InstallAsync(ReleaseRequest request, IProgress<ReleaseProgress>? progress, CancellationToken cancellationToken)
    {
        var definitions = Read(request);
        if (definitions.Count == 0)
        {
            return;
        }

        var live = await LiveAsync(definitions, cancellationToken).ConfigureAwait(false);
        var wanted = request.UpgradeCrds ? definitions : [.. definitions.Where(d => !live.ContainsKey(d.Reference))];
        var forwarder = ProgressForwarder.For(progress, ReleasePhase.Crds, definitions.Count);
        var set = Options(request);
        await new ObjectSetApplier(client).ApplyAsync(wanted, set, forwarder, cancellationToken).ConfigureAwait(false);
        var pending = live.Values.Where(static d => ObjectReadiness.Evaluate(d).State is not ReadinessState.Ready).Select(static d => d.Reference).ToList();
        if (pending.Count > 0)
        {
            await new ReadinessWaiter(client, options.TimeProvider)
                .WaitAsync(pending, new ReadinessWaitOptions { Timeout = set.EstablishTimeout }, forwarder, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What an install would do to the definitions.</summary>
    public async Task<IReadOnlyList<ObjectDiff>> DiffAsync(ReleaseRequest request, CancellationToken cancellationToken)
    {
        var definitions = Read(request);
        if (!request.UpgradeCrds && definitions.Count > 0)
        {
            var live = await LiveAsync(definitions, cancellationToken).ConfigureAwait(false);
            definitions.RemoveAll(d => live.ContainsKey(d.Reference));
        }

        return definitions.Count == 0 ? [] : await new ObjectSetApplier(client).DiffAsync(definitions, Options(request), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Says of a refused object that its definition in the cluster is not the chart's; empty when that is not the reason.</summary>
    public async Task<string> ExplainAsync(ReleaseRequest request, Exception failure, CancellationToken cancellationToken)
    {
        if (request.UpgradeCrds || !failure.Message.Contains("not declared in schema", StringComparison.Ordinal) && !failure.Message.Contains("unknown field", StringComparison.Ordinal))
        {
            return "";
        }

        var suspects = Read(request).Where(d => failure.Message.Contains($"{d["spec.names.kind"]}", StringComparison.Ordinal)).ToList();
        var live = await LiveAsync(suspects, cancellationToken).ConfigureAwait(false);
        var stale = suspects.Where(d => live.TryGetValue(d.Reference, out var found) && !HasSchemas(found, d)).Select(static d => d.Name).ToList();
        return stale.Count == 0
            ? ""
            : $" The definition in the cluster is older than the chart's crds/: {string.Join(", ", stale)}. An upgrade leaves the definitions of crds/ as they are, as Helm does: "
                + "ask for their upgrade with UpgradeCrds, or apply the chart's crds/ first.";
    }

    private static List<KubernetesObject> Read(ReleaseRequest request)
    {
        if (request.SkipCrds)
        {
            return [];
        }

        var root = Charts.DependencyResolver.Resolve(request.Chart, request.Values.Root);
        return [.. Rendering.CrdReader.Read(root).SelectMany(static c => c.Objects).DistinctBy(static o => o.Reference).Select(static o => o.DeepClone())];
    }

    private static bool HasSchemas(KubernetesObject live, KubernetesObject definition)
    {
        var versions = (live["spec.versions"] as System.Text.Json.Nodes.JsonArray ?? []).ToDictionary(static v => $"{v?["name"]}", static v => v?["schema"]);
        return (definition["spec.versions"] as System.Text.Json.Nodes.JsonArray ?? [])
            .All(v => versions.TryGetValue($"{v?["name"]}", out var schema) && System.Text.Json.Nodes.JsonNode.DeepEquals(schema, v?["schema"]));
    }

    private async Task<Dictionary<ObjectReference, KubernetesObject>> LiveAsync(List<KubernetesObject> definitions, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(definitions.Select(d => client.GetAsync(d.Reference, cancellationToken))).ConfigureAwait(false);
        return found.OfType<KubernetesObject>().ToDictionary(static d => d.Reference);
    }

    private ApplySetOptions Options(ReleaseRequest request)
        => new() { FieldManager = options.FieldManager, Force = true, Ownership = SharedOwnership.Instance, EstablishTimeout = request.Timeout };
}

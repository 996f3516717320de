using MeshHost.Kubernetes;

namespace MeshHost.Helm.Releases;

/// <summary>Makes rendered documents ready for the cluster: a namespace where the kind has one, and whose release they are.</summary>
internal sealed class ObjectPreparer(KubernetesClient client)
{
    public const string ManagedByLabel = "app.kubernetes.io/managed-by";
    public const string NameAnnotation = "meta.helm.sh/release-name";
    public const string NamespaceAnnotation = "meta.helm.sh/release-namespace";

    /// <summary>Copies of the objects with namespace and, unless they are hooks, ownership.</summary>
    /// <exception cref="ReleaseException">The cluster does not serve the version of an object.</exception>
    public Task<List<KubernetesObject>> PrepareAsync(
        IEnumerable<RenderedManifest> manifests, string releaseName, string releaseNamespace, bool owned, CancellationToken cancellationToken)
        => PrepareAsync(manifests, releaseName, releaseNamespace, owned, anyVersion: false, cancellationToken);

    /// <summary>Copies of the objects of an earlier revision, whose versions the cluster may serve no more.</summary>
    /// <exception cref="ReleaseException">The cluster serves no version of an object's kind.</exception>
    public Task<List<KubernetesObject>> PrepareEarlierAsync(
        IEnumerable<RenderedManifest> manifests, string releaseName, string releaseNamespace, CancellationToken cancellationToken)
        => PrepareAsync(manifests, releaseName, releaseNamespace, owned: true, anyVersion: true, cancellationToken);

    private async Task<List<KubernetesObject>> PrepareAsync(
        IEnumerable<RenderedManifest> manifests, string releaseName, string releaseNamespace, bool owned, bool anyVersion, CancellationToken cancellationToken)
    {
        var documents = manifests.ToList();
        var scopes = DefinedScopes(documents);
        var prepared = new List<KubernetesObject>();
        foreach (var manifest in documents)
        {
            foreach (var source in manifest.Objects)
            {
                var obj = source.DeepClone();
                if (obj.Name.Length == 0 && obj["metadata.generateName"] is null)
                {
                    throw new ChartException($"{manifest.Path} rendered a {obj.Kind} without a name");
                }

                var namespaced = await IsNamespacedAsync(obj.GroupVersionKind, scopes, manifest.Path, anyVersion, cancellationToken).ConfigureAwait(false);
                obj.SetNamespace(namespaced ? obj.Namespace ?? releaseNamespace : null);
                if (owned)
                {
                    obj.SetLabel(ManagedByLabel, "Helm");
                    obj.SetAnnotation(NameAnnotation, releaseName);
                    obj.SetAnnotation(NamespaceAnnotation, releaseNamespace);
                }

                prepared.Add(obj);
            }
        }

        return prepared;
    }

    /// <summary>Whether an object in the cluster belongs to a release.</summary>
    public static bool IsOwnedBy(KubernetesObject live, string releaseName, string releaseNamespace)
        => live.Labels.GetValueOrDefault(ManagedByLabel) == "Helm"
            && live.Annotations.GetValueOrDefault(NameAnnotation) == releaseName
            && live.Annotations.GetValueOrDefault(NamespaceAnnotation) == releaseNamespace;

    /// <summary>Charts may bring definitions and objects of these kinds together; the cluster does not serve the kinds yet.</summary>
    private static Dictionary<(string Group, string Kind), bool> DefinedScopes(List<RenderedManifest> manifests)
    {
        var scopes = new Dictionary<(string, string), bool>();
        foreach (var definition in manifests.Where(static m => m.Kind == "CustomResourceDefinition").SelectMany(static m => m.Objects))
        {
            var group = definition["spec.group"]?.GetValue<string>() ?? "";
            var kind = definition["spec.names.kind"]?.GetValue<string>() ?? "";
            scopes[(group, kind)] = definition["spec.scope"]?.GetValue<string>() != "Cluster";
        }

        return scopes;
    }

    private async Task<bool> IsNamespacedAsync(
        GroupVersionKind kind, Dictionary<(string Group, string Kind), bool> scopes, string path, bool anyVersion, CancellationToken cancellationToken)
    {
        if (scopes.TryGetValue((kind.Group, kind.Kind), out var namespaced))
        {
            return namespaced;
        }

        try
        {
            var resource = (anyVersion ? await client.Discovery.FindAnyVersionAsync(kind, cancellationToken).ConfigureAwait(false) : null)
                ?? await client.Discovery.ResolveAsync(kind, cancellationToken).ConfigureAwait(false);
            scopes[(kind.Group, kind.Kind)] = resource.Namespaced;
            return resource.Namespaced;
        }
        catch (NoKindMatchException e)
        {
            throw new ReleaseException($"{path} rendered a {kind.Kind} of {kind.ApiVersion}: {e.Message}", e);
        }
    }
}

using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace MeshHost.Kubernetes;

/// <summary>Finds out how a cluster serves each kind. Cached; a miss looks again once, for a CRD that has just appeared.</summary>
public sealed class ResourceDiscovery
{
    private const string AggregatedAccept =
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";

    private readonly KubernetesTransport _transport;
    private readonly ConcurrentDictionary<string, Task<IReadOnlyList<ApiResource>>> _byApiVersion = new(StringComparer.Ordinal);

    internal ResourceDiscovery(KubernetesTransport transport) => _transport = transport;

    /// <summary>Finds the resource that serves a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>The resource.</returns>
    /// <exception cref="NoKindMatchException">The cluster does not serve the kind, even after looking again.</exception>
    public async Task<ApiResource> ResolveAsync(GroupVersionKind kind, CancellationToken cancellationToken)
    {
        bool cached = _byApiVersion.ContainsKey(kind.ApiVersion);
        IReadOnlyList<ApiResource> resources = await GetAsync(kind.ApiVersion, cancellationToken).ConfigureAwait(false);
        ApiResource? found = resources.FirstOrDefault(resource => resource.Kind == kind.Kind);
        if (found is null && cached)
        {
            _byApiVersion.TryRemove(kind.ApiVersion, out _);
            resources = await GetAsync(kind.ApiVersion, cancellationToken).ConfigureAwait(false);
            found = resources.FirstOrDefault(resource => resource.Kind == kind.Kind);
        }

        return found ?? throw new NoKindMatchException(kind, resources.Select(resource => resource.Kind));
    }

    /// <summary>Finds the resource that serves the objects of a kind: in the version that is asked for, or else in another of its group.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>The resource; <see langword="null"/> when no version of the kind is served.</returns>
    public async Task<ApiResource?> FindAnyVersionAsync(GroupVersionKind kind, CancellationToken cancellationToken)
    {
        try
        {
            return await ResolveAsync(kind, cancellationToken).ConfigureAwait(false);
        }
        catch (NoKindMatchException)
        {
            foreach (string version in await ReadGroupAsync(kind.Group, cancellationToken).ConfigureAwait(false))
            {
                IReadOnlyList<ApiResource> resources = await GetAsync(version, cancellationToken).ConfigureAwait(false);
                if (resources.FirstOrDefault(resource => resource.Kind == kind.Kind) is { } found)
                {
                    return found;
                }
            }

            return null;
        }
    }

    /// <summary>Lists every resource of every group and version that the cluster serves.</summary>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>The resources.</returns>
    /// <exception cref="KubernetesApiException">One of them does not answer: the list would not be whole.</exception>
    public async Task<IReadOnlyList<ApiResource>> ListAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<IndexedVersion> versions = await ReadIndexesAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<ApiResource>[] all = await Task.WhenAll(versions.Select(version => GetAsync(version.Name, cancellationToken))).ConfigureAwait(false);
        return [.. all.SelectMany(resources => resources)];
    }

    /// <summary>Lists the resources of the groups and versions that answer: an aggregated API server may be down.</summary>
    internal async Task<IReadOnlyList<ApiResource>> ListAnsweringAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<IndexedVersion> versions = await ReadIndexesAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<ApiResource>[] all = await Task.WhenAll(versions.Where(version => !version.IsStale).Select(TryGetAsync)).ConfigureAwait(false);
        return [.. all.SelectMany(resources => resources)];

        async Task<IReadOnlyList<ApiResource>> TryGetAsync(IndexedVersion version)
        {
            try
            {
                return await GetAsync(version.Name, cancellationToken).ConfigureAwait(false);
            }
            catch (KubernetesApiException)
            {
                return [];
            }
        }
    }

    /// <summary>Forgets what was discovered.</summary>
    public void Invalidate() => _byApiVersion.Clear();

    private async Task<IReadOnlyList<ApiResource>> GetAsync(string apiVersion, CancellationToken cancellationToken)
    {
        // Not tied to one caller's token: others may be waiting for the same answer.
        Task<IReadOnlyList<ApiResource>> pending = _byApiVersion.GetOrAdd(apiVersion, key => ReadVersionAsync(key, CancellationToken.None));
        try
        {
            IReadOnlyList<ApiResource> resources = await pending.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (resources.Count == 0)
            {
                Forget(apiVersion, pending);
            }

            return resources;
        }
        catch (Exception) when (pending.IsFaulted)
        {
            Forget(apiVersion, pending);
            throw;
        }
    }

    private void Forget(string apiVersion, Task<IReadOnlyList<ApiResource>> pending) =>
        _byApiVersion.TryRemove(new KeyValuePair<string, Task<IReadOnlyList<ApiResource>>>(apiVersion, pending));

    private async Task<IReadOnlyList<ApiResource>> ReadVersionAsync(string apiVersion, CancellationToken cancellationToken)
    {
        string path = apiVersion.Contains('/', StringComparison.Ordinal) ? $"/apis/{apiVersion}" : $"/api/{apiVersion}";
        try
        {
            JsonObject list = await GetJsonAsync(path, $"discover {apiVersion}", "application/json", cancellationToken).ConfigureAwait(false);
            return ReadResourceList(apiVersion, list);
        }
        catch (KubernetesApiException exception) when (exception.StatusCode is 404 or 403)
        {
            return [];
        }
    }

    /// <summary>Reads the versions of a group, the preferred one first.</summary>
    private async Task<IEnumerable<string>> ReadGroupAsync(string group, CancellationToken cancellationToken)
    {
        if (group.Length == 0)
        {
            return ["v1"];
        }

        try
        {
            JsonObject json = await GetJsonAsync($"/apis/{group}", $"discover {group}", "application/json", cancellationToken).ConfigureAwait(false);
            string? preferred = json.StringAt("preferredVersion", "groupVersion");
            return json.ItemsAt("versions").Select(version => version.StringAt("groupVersion") ?? "").OrderByDescending(version => version == preferred);
        }
        catch (KubernetesApiException exception) when (exception.StatusCode is 404 or 403)
        {
            return [];
        }
    }

    private async Task<IReadOnlyList<IndexedVersion>> ReadIndexesAsync(CancellationToken cancellationToken)
    {
        Task<List<IndexedVersion>> core = ReadIndexAsync("/api", cancellationToken);
        Task<List<IndexedVersion>> groups = ReadIndexAsync("/apis", cancellationToken);
        await Task.WhenAll(core, groups).ConfigureAwait(false);
        return [.. await core.ConfigureAwait(false), .. await groups.ConfigureAwait(false)];
    }

    private async Task<List<IndexedVersion>> ReadIndexAsync(string path, CancellationToken cancellationToken)
    {
        JsonObject index = await GetJsonAsync(path, "discover the API groups", AggregatedAccept, cancellationToken).ConfigureAwait(false);
        switch (index.StringAt("kind"))
        {
            case "APIVersions":
                return [.. index.ItemsAt("versions").Select(version => new IndexedVersion(version.AsString() ?? "", false))];
            case "APIGroupDiscoveryList":
                return ReadAggregated(index);
            default:
                return [.. index.ItemsAt("groups").SelectMany(group => group.ItemsAt("versions")).Select(version => new IndexedVersion(version.StringAt("groupVersion") ?? "", false))];
        }
    }

    private List<IndexedVersion> ReadAggregated(JsonObject index)
    {
        List<IndexedVersion> versions = [];
        foreach (JsonNode group in index.ItemsAt("items"))
        {
            string groupName = group.StringAt("metadata", "name") ?? "";
            foreach (JsonNode version in group.ItemsAt("versions"))
            {
                string versionName = version.StringAt("version") ?? "";
                string apiVersion = groupName.Length == 0 ? versionName : $"{groupName}/{versionName}";
                bool stale = version.StringAt("freshness") == "Stale";
                versions.Add(new IndexedVersion(apiVersion, stale));
                if (stale)
                {
                    continue; // an aggregated API server that does not answer: asked again, by itself, when it is needed
                }

                IReadOnlyList<ApiResource> resources =
                [
                    .. version.ItemsAt("resources").Select(resource => new ApiResource(
                        groupName,
                        versionName,
                        resource.StringAt("responseKind", "kind") ?? "",
                        resource.StringAt("resource") ?? "",
                        resource.StringAt("scope") == "Namespaced",
                        Strings(resource["verbs"]),
                        Strings(resource["shortNames"]),
                        [.. resource.ItemsAt("subresources").Select(sub => sub.StringAt("subresource") ?? "")])),
                ];
                _byApiVersion[apiVersion] = Task.FromResult(resources);
            }
        }

        return versions;
    }

    private static List<ApiResource> ReadResourceList(string apiVersion, JsonObject list)
    {
        GroupVersionKind version = GroupVersionKind.Parse(apiVersion, "");
        ILookup<string, string> subresources = list.ItemsAt("resources")
            .Select(resource => (resource.StringAt("name") ?? "").Split('/', 2))
            .Where(parts => parts.Length == 2)
            .ToLookup(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
        return
        [
            .. list.ItemsAt("resources")
                .Where(resource => resource.StringAt("name")?.Contains('/', StringComparison.Ordinal) == false)
                .Select(resource => new ApiResource(
                    version.Group,
                    version.Version,
                    resource.StringAt("kind") ?? "",
                    resource.StringAt("name") ?? "",
                    resource.BoolAt("namespaced"),
                    Strings(resource["verbs"]),
                    Strings(resource["shortNames"]),
                    [.. subresources[resource.StringAt("name") ?? ""]])),
        ];
    }

    private static string[] Strings(JsonNode? list) => list is JsonArray items ? [.. items.Select(item => item.AsString() ?? "")] : [];

    private async Task<JsonObject> GetJsonAsync(string path, string operation, string accept, CancellationToken cancellationToken)
    {
        KubernetesRequest request = new() { Method = HttpMethod.Get, Path = path, Operation = operation, Accept = accept };
        using KubernetesResponse response = await _transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return ObjectReader.ReadObject(response.Body.Span);
    }

    /// <summary>A group's version as the index names it.</summary>
    /// <param name="Name">The version with its group, as objects name it.</param>
    /// <param name="IsStale">Whether the API server behind it did not answer the last time.</param>
    private sealed record IndexedVersion(string Name, bool IsStale);
}

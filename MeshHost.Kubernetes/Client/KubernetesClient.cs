using System.Buffers;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace MeshHost.Kubernetes;

/// <summary>Talks to the API server of one cluster. Thread-safe; keep one per cluster.</summary>
public sealed partial class KubernetesClient : IAsyncDisposable
{
    private const string ApplyContentType = "application/apply-patch+yaml";
    private const string MetadataOnly = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";

    private readonly KubernetesTransport _transport;
    private readonly KubernetesClientOptions _options;

    /// <summary>Makes a client. Nothing is sent before the first call.</summary>
    /// <param name="options">Where the cluster is, and who is calling.</param>
    public KubernetesClient(KubernetesClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _transport = new KubernetesTransport(options);
        Discovery = new ResourceDiscovery(_transport);
    }

    /// <summary>Gets the address of the API server.</summary>
    public Uri Server => _transport.Server;

    /// <summary>Gets what the cluster serves.</summary>
    public ResourceDiscovery Discovery { get; }

    internal TimeProvider Time => _options.TimeProvider;

    internal string FieldManager => _options.FieldManager;

    internal ILogger Logger => _transport.Logger;

    internal int MaxConcurrentRequests => _options.MaxConcurrentRequests;

    /// <summary>Makes a client for a context of a kubeconfig.</summary>
    /// <param name="config">The kubeconfig.</param>
    /// <param name="context">The context; <see langword="null"/> for the current one.</param>
    /// <returns>The client.</returns>
    public static KubernetesClient FromKubeconfig(Kubeconfig config, string? context = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new KubernetesClient(config.CreateClientOptions(context));
    }

    /// <summary>Asks for the server's version.</summary>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>The version.</returns>
    public async Task<KubernetesVersion> GetVersionAsync(CancellationToken cancellationToken)
    {
        KubernetesRequest request = new() { Method = HttpMethod.Get, Path = "/version", Operation = "get the server's version" };
        using KubernetesResponse response = await _transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
        JsonObject json = ObjectReader.ReadObject(response.Body.Span);
        return new KubernetesVersion(json.StringAt("major") ?? "", json.StringAt("minor") ?? "", json.StringAt("gitVersion") ?? "");
    }

    /// <summary>Gets one object.</summary>
    /// <param name="reference">The object.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>The object, or <see langword="null"/> when there is none.</returns>
    public async Task<KubernetesObject?> GetAsync(ObjectReference reference, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ApiResource resource = await Discovery.ResolveAsync(reference.Kind, cancellationToken).ConfigureAwait(false);
        string path = resource.PathTo(NamespaceOf(resource, reference.Namespace), reference.Name);
        try
        {
            return await SendForObjectAsync(Request(HttpMethod.Get, path, "get", reference), cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesApiException exception) when (exception.StatusCode == 404)
        {
            return null;
        }
    }

    /// <summary>Gets one object by its identity: in the version of the reference, or in another one when the cluster serves that version no more.</summary>
    /// <param name="reference">The object.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>The object; <see langword="null"/> when there is none, or no version of its kind is served.</returns>
    public async Task<KubernetesObject?> FindAsync(ObjectReference reference, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return await Discovery.FindAnyVersionAsync(reference.Kind, cancellationToken).ConfigureAwait(false) is { } resource
            ? await GetAsync(reference with { Kind = resource.GroupVersionKind }, cancellationToken).ConfigureAwait(false)
            : null;
    }

    /// <summary>Lists the objects of a kind, reading all pages.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="ns">The namespace; <see langword="null"/> for all.</param>
    /// <param name="options">Selectors and page size.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>The objects.</returns>
    public async Task<IReadOnlyList<KubernetesObject>> ListAsync(GroupVersionKind kind, string? ns, ListOptions? options, CancellationToken cancellationToken)
    {
        ApiResource resource = await Discovery.ResolveAsync(kind, cancellationToken).ConfigureAwait(false);
        return (await ListPagesAsync(resource, ns, options ?? new ListOptions(), cancellationToken).ConfigureAwait(false)).Objects;
    }

    /// <summary>Creates an object.</summary>
    /// <param name="obj">The object.</param>
    /// <param name="dryRun">Whether the server only tries, storing nothing.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>The object as the server stored it.</returns>
    public async Task<KubernetesObject> CreateAsync(KubernetesObject obj, bool dryRun, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(obj);
        (ApiResource resource, ObjectReference reference) = await LocateAsync(obj, cancellationToken).ConfigureAwait(false);
        string path = new QueryBuilder(resource.PathTo(reference.Namespace))
            .Add("fieldManager", _options.FieldManager)
            .Add("fieldValidation", "Strict")
            .Add("dryRun", dryRun ? "All" : null)
            .ToString();
        // Created twice is not the same as created once: another attempt after a lost answer would see its own object as a conflict.
        KubernetesRequest request = Request(HttpMethod.Post, path, "create", reference, Serialize(obj.Json), repeatable: false);
        return await SendForObjectAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Applies an object on the server side: what it says becomes so, what others own is left alone.</summary>
    /// <param name="obj">The object, holding only the fields that the caller wants to own.</param>
    /// <param name="options">Field manager, force and dry run.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>The object as the server stored it.</returns>
    /// <exception cref="KubernetesApiException">With reason <c>Conflict</c> when another manager owns a field; the causes name both.</exception>
    public async Task<KubernetesObject> ApplyAsync(KubernetesObject obj, ApplyOptions? options, CancellationToken cancellationToken)
    {
        KubernetesRequest request = await ApplyRequestAsync(obj, options ?? new ApplyOptions(), "application/json", cancellationToken).ConfigureAwait(false);
        return await SendForObjectAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Replaces an object.</summary>
    /// <param name="obj">The whole object; its resource version, where given, must be the current one.</param>
    /// <param name="subresource">The subresource to write, such as <c>status</c>.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>The object as the server stored it.</returns>
    public async Task<KubernetesObject> UpdateAsync(KubernetesObject obj, string? subresource, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(obj);
        (ApiResource resource, ObjectReference reference) = await LocateAsync(obj, cancellationToken).ConfigureAwait(false);
        string path = new QueryBuilder(resource.PathTo(reference.Namespace, reference.Name, subresource))
            .Add("fieldManager", _options.FieldManager)
            .Add("fieldValidation", "Strict")
            .ToString();
        KubernetesRequest request = Request(HttpMethod.Put, path, "update", reference, Serialize(obj.Json), repeatable: obj.ResourceVersion is null);
        return await SendForObjectAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Patches an object.</summary>
    /// <param name="reference">The object.</param>
    /// <param name="patch">The patch.</param>
    /// <param name="type">The patch's form.</param>
    /// <param name="subresource">The subresource to patch, such as <c>status</c> or <c>scale</c>.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>The object as the server stored it.</returns>
    public async Task<KubernetesObject> PatchAsync(
        ObjectReference reference, JsonNode patch, PatchType type, string? subresource, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(patch);
        ApiResource resource = await Discovery.ResolveAsync(reference.Kind, cancellationToken).ConfigureAwait(false);
        string path = new QueryBuilder(resource.PathTo(NamespaceOf(resource, reference.Namespace), reference.Name, subresource))
            .Add("fieldManager", _options.FieldManager)
            .Add("fieldValidation", "Strict")
            .ToString();
        string contentType = type switch
        {
            PatchType.Json => "application/json-patch+json",
            PatchType.Strategic => "application/strategic-merge-patch+json",
            _ => "application/merge-patch+json",
        };
        KubernetesRequest request = Request(HttpMethod.Patch, path, "patch", reference, Serialize(patch), contentType, repeatable: type != PatchType.Json);
        return await SendForObjectAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Deletes an object, in the version of the reference or in another one when the cluster serves that version no more. Returns when the server
    /// accepted it; finalizers may keep the object for a while.
    /// </summary>
    /// <param name="reference">The object.</param>
    /// <param name="options">Dependants, grace period and preconditions.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns><see langword="false"/> when the object was not there.</returns>
    public async Task<bool> DeleteAsync(ObjectReference reference, DeleteOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reference);
        options ??= new DeleteOptions();
        if (await Discovery.FindAnyVersionAsync(reference.Kind, cancellationToken).ConfigureAwait(false) is not { } resource)
        {
            return false; // no version of its kind is served: the definition is gone, and every object with it
        }

        JsonObject body = new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "DeleteOptions",
            ["propagationPolicy"] = options.Propagation.ToString(),
        };
        if (options.GracePeriodSeconds is { } seconds)
        {
            body["gracePeriodSeconds"] = seconds;
        }

        if (options.Uid is not null || options.ResourceVersion is not null)
        {
            JsonObject preconditions = [];
            body["preconditions"] = preconditions;
            if (options.Uid is { } uid)
            {
                preconditions["uid"] = uid;
            }

            if (options.ResourceVersion is { } version)
            {
                preconditions["resourceVersion"] = version;
            }
        }

        string path = resource.PathTo(NamespaceOf(resource, reference.Namespace), reference.Name);
        try
        {
            using KubernetesResponse response = await _transport
                .SendAsync(Request(HttpMethod.Delete, path, "delete", reference, Serialize(body)), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (KubernetesApiException exception) when (exception.StatusCode == 404)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _transport.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Applies an object, asking for its metadata only in return: a set of a thousand need not be read back in full.</summary>
    internal async Task<(KubernetesObject Metadata, bool Created)> ApplyForMetadataAsync(KubernetesObject obj, ApplyOptions options, CancellationToken cancellationToken)
    {
        KubernetesRequest request = await ApplyRequestAsync(obj, options, MetadataOnly, cancellationToken).ConfigureAwait(false);
        using KubernetesResponse response = await _transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return (new KubernetesObject(ObjectReader.ReadObject(response.Body.Span)), response.Status == HttpStatusCode.Created);
    }

    internal async Task<(List<KubernetesObject> Objects, string? ResourceVersion)> ListPagesAsync(
        ApiResource resource, string? ns, ListOptions options, CancellationToken cancellationToken)
    {
        List<KubernetesObject> objects = [];
        string? next = null;
        int pageSize = options.PageSize;
        while (true)
        {
            string path = new QueryBuilder(resource.PathTo(ns))
                .Add("labelSelector", options.LabelSelector)
                .Add("fieldSelector", options.FieldSelector)
                .Add("limit", pageSize > 0 ? pageSize.ToString(System.Globalization.CultureInfo.InvariantCulture) : null)
                .Add("continue", next)
                .ToString();
            KubernetesRequest request = new()
            {
                Method = HttpMethod.Get,
                Path = path,
                Operation = ns is null ? $"list {resource.Kind}" : $"list {resource.Kind} in {ns}",
                Kind = resource.Kind,
                Namespace = ns,
            };
            try
            {
                using KubernetesResponse response = await _transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
                (string? version, next) = ObjectReader.ReadList(response.Body.Span, resource.GroupVersionKind, objects);
                if (string.IsNullOrEmpty(next))
                {
                    return (objects, version);
                }
            }
            catch (KubernetesApiException exception) when (exception.StatusCode == 410 && next is not null)
            {
                // The snapshot that the pages were cut from is gone: start over, in one piece so that it cannot happen again.
                objects.Clear();
                next = null;
                pageSize = 0;
            }
        }
    }

    private async Task<KubernetesRequest> ApplyRequestAsync(KubernetesObject obj, ApplyOptions options, string accept, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(obj);
        (ApiResource resource, ObjectReference reference) = await LocateAsync(obj, cancellationToken).ConfigureAwait(false);
        string path = new QueryBuilder(resource.PathTo(reference.Namespace, reference.Name, options.Subresource))
            .Add("fieldManager", options.FieldManager ?? _options.FieldManager)
            .Add("force", options.Force)
            .Add("fieldValidation", options.FieldValidation)
            .Add("dryRun", options.DryRun ? "All" : null)
            .ToString();
        return Request(HttpMethod.Patch, path, options.DryRun ? "try to apply" : "apply", reference, Serialize(obj.Json), ApplyContentType, accept: accept);
    }

    private async Task<(ApiResource Resource, ObjectReference Reference)> LocateAsync(KubernetesObject obj, CancellationToken cancellationToken)
    {
        ObjectReference reference = obj.Reference;
        ApiResource resource = await Discovery.ResolveAsync(reference.Kind, cancellationToken).ConfigureAwait(false);
        return (resource, reference with { Namespace = NamespaceOf(resource, reference.Namespace) });
    }

    private static string? NamespaceOf(ApiResource resource, string? ns) => resource.Namespaced ? ns ?? "default" : null;

    private static KubernetesRequest Request(
        HttpMethod method,
        string path,
        string verb,
        ObjectReference reference,
        ReadOnlyMemory<byte>? body = null,
        string contentType = "application/json",
        bool repeatable = true,
        string accept = "application/json") => new()
        {
            Method = method,
            Path = path,
            Operation = $"{verb} {reference}",
            Body = body,
            ContentType = contentType,
            Accept = accept,
            Repeatable = repeatable,
            Kind = reference.Kind.Kind,
            Name = reference.Name,
            Namespace = reference.Namespace,
        };

    private static ReadOnlyMemory<byte> Serialize(JsonNode json)
    {
        // Not the serializer: it would look at types by reflection, which a program compiled ahead of time may not have.
        ArrayBufferWriter<byte> bytes = new(1024);
        using (Utf8JsonWriter writer = new(bytes))
        {
            json.WriteTo(writer);
        }

        return bytes.WrittenMemory;
    }

    private async Task<KubernetesObject> SendForObjectAsync(KubernetesRequest request, CancellationToken cancellationToken)
    {
        using KubernetesResponse response = await _transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return new KubernetesObject(ObjectReader.ReadObject(response.Body.Span));
    }
}

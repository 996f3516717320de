using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Authorization;
using MeshHost.Emulator.Kubernetes.Discovery;
using MeshHost.Emulator.Kubernetes.OpenApi;
using MeshHost.Emulator.Kubernetes.Operations;
using MeshHost.Emulator.Kubernetes.Streaming;
using MeshHost.Emulator.Kubernetes.Types;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MeshHost.Emulator.Kubernetes.Http;

/// <summary>Takes every request to what answers it, and turns refusals into Status objects.</summary>
internal sealed partial class ApiDispatcher(
    ClusterState state,
    Authenticator authenticator,
    BodyReader bodies,
    ReadHandler reads,
    WatchHandler watches,
    WriteHandler writes,
    SubresourceHandler subresources,
    PodStreams streams,
    ReviewHandler reviews,
    RbacAuthorizer authorizer,
    DiscoveryDocuments discovery,
    OpenApiDocuments openApi,
    JsonObject version,
    ILogger logger)
{
    private const string AggregatedType = "as=APIGroupDiscoveryList";

    public async Task HandleAsync(HttpContext http)
    {
        var request = new ApiRequest(http, authenticator.Authenticate(http.Request), bodies);
        try
        {
            await RouteAsync(request).ConfigureAwait(false);
        }
        catch (StatusException exception) when (!http.Response.HasStarted)
        {
            await ApiResponse.WriteStatusAsync(http, exception).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has gone: nobody reads an answer.
        }
        catch (Exception exception) when (!http.Response.HasStarted)
        {
            Log.RequestFailed(logger, http.Request.Method, http.Request.Path.Value ?? "", exception);
            await ApiResponse.WriteStatusAsync(http, ApiErrors.Internal(exception.Message)).ConfigureAwait(false);
        }
    }

    private Task RouteAsync(ApiRequest request)
    {
        var path = request.Http.Request.Path.Value ?? "/";
        switch (path.TrimEnd('/'))
        {
            case "/version":
                return ApiResponse.WriteAsync(request.Http, 200, version);
            case "/healthz" or "/livez" or "/readyz":
                return ApiResponse.WriteTextAsync(request.Http, 200, "ok");
            case "/openapi/v3":
                return ApiResponse.WriteAsync(request.Http, 200, openApi.Index());
            case "/openapi/v2":
                return WriteOpenApiVersion2Async(request);
            case "/api":
                return request.Accept.Contains(AggregatedType, StringComparison.Ordinal)
                    ? WriteAggregatedAsync(request, core: true)
                    : ApiResponse.WriteAsync(request.Http, 200, DiscoveryDocuments.CoreVersions(request.Http.Request.Host.Value ?? ""));
            case "/apis":
                return request.Accept.Contains(AggregatedType, StringComparison.Ordinal)
                    ? WriteAggregatedAsync(request, core: false)
                    : ApiResponse.WriteAsync(request.Http, 200, discovery.GroupList());
            case "":
                return ApiResponse.WriteAsync(request.Http, 200, new JsonObject { ["paths"] = new JsonArray("/api", "/apis", "/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/readyz", "/version") });
        }

        if (path.StartsWith("/openapi/v3/", StringComparison.Ordinal))
        {
            return ApiResponse.WriteAsync(request.Http, 200, openApi.Version3(path["/openapi/v3/".Length..].TrimEnd('/')) ?? throw ApiErrors.UnknownPath());
        }

        if (path.StartsWith("/apis/", StringComparison.Ordinal) && path.Split('/', StringSplitOptions.RemoveEmptyEntries) is [_, var group])
        {
            return ApiResponse.WriteAsync(request.Http, 200, discovery.Group(group) ?? throw ApiErrors.UnknownPath());
        }

        var target = RequestTarget.Parse(request.Http.Request.Path.ToUriComponent()) ?? throw ApiErrors.UnknownPath();
        if (target.Resource is null)
        {
            return ApiResponse.WriteAsync(request.Http, 200, discovery.Resources(target.Group, target.Version) ?? throw ApiErrors.UnknownPath());
        }

        var type = state.Types.Find(target.Group, target.Version, target.Resource) ?? throw ApiErrors.UnknownPath();
        return RouteResourceAsync(request, target, type);
    }

    private Task RouteResourceAsync(ApiRequest request, RequestTarget target, ResourceType type)
    {
        if (type.Namespaced && target is { Namespace: null, Name: not null })
        {
            throw ApiErrors.UnknownPath();
        }

        Authorize(request, target, type);
        CheckAcceptable(request, target);
        if (target.Name is null)
        {
            return RouteCollectionAsync(request, target, type);
        }

        if (target.Subresource is { } subresource)
        {
            return RouteSubresourceAsync(request, target, type, subresource);
        }

        return request.Method switch
        {
            "GET" when request.Query("watch") is "true" or "1" => watches.WatchAsync(request, type, target.Namespace, target.Name),
            "GET" => reads.GetAsync(request, type, target.Namespace, target.Name),
            "PUT" => writes.ReplaceAsync(request, type, target.Namespace, target.Name, null),
            "PATCH" => writes.PatchAsync(request, type, target.Namespace, target.Name, null),
            "DELETE" => writes.DeleteAsync(request, type, target.Namespace, target.Name),
            _ => throw ApiErrors.MethodNotAllowed(),
        };
    }

    /// <summary>Objects are answered as JSON; what streams has media types of its own.</summary>
    private static void CheckAcceptable(ApiRequest request, RequestTarget target)
    {
        if (request.Accept.Length == 0 || target.Subresource is "log" or "exec" or "attach" or "portforward" or "proxy")
        {
            return;
        }

        var acceptable = request.Accept.Split(',').Select(type => type.Split(';')[0].Trim()).Any(type => type is "application/json" or "application/*" or "*/*" or "");
        if (!acceptable)
        {
            throw ApiErrors.NotAcceptable("application/json");
        }
    }

    private void Authorize(ApiRequest request, RequestTarget target, ResourceType type)
    {
        if (request.User.Groups.Contains("system:masters") || type.CreateOnly)
        {
            return;
        }

        var verb = request.Method switch
        {
            "GET" when request.Query("watch") is "true" or "1" => "watch",
            "GET" => target.Name is null ? "list" : "get",
            "POST" => "create",
            "PUT" => "update",
            "PATCH" => "patch",
            _ => target.Name is null ? "deletecollection" : "delete",
        };
        if (authorizer.IsAllowed(request.User, new AccessAttributes(verb, type.Group, type.Plural, target.Subresource, target.Namespace, target.Name)))
        {
            return;
        }

        var resource = target.Subresource is { } subresource ? $"{type.Plural}/{subresource}" : type.Plural;
        var scope = target.Namespace is { } ns ? $" in the namespace \"{ns}\"" : " at the cluster scope";
        throw new StatusException(
            403,
            "Forbidden",
            $"{type.GroupResource}{(target.Name is null ? "" : $" \"{target.Name}\"")} is forbidden: User \"{request.User.Name}\" cannot {verb} resource \"{resource}\" in API group \"{type.Group}\"{scope}")
        {
            Name = target.Name,
            Group = type.Group,
            Kind = type.Plural,
        };
    }

    private Task RouteCollectionAsync(ApiRequest request, RequestTarget target, ResourceType type) => request.Method switch
    {
        "GET" when request.Query("watch") is "true" or "1" => watches.WatchAsync(request, type, target.Namespace, null),
        "GET" when type.CreateOnly => throw ApiErrors.MethodNotAllowed(),
        "GET" => reads.ListAsync(request, type, target.Namespace),
        "POST" when type.CreateOnly => reviews.AnswerAsync(request, type, target.Namespace),
        "POST" => writes.CreateAsync(request, type, target.Namespace),
        "DELETE" => writes.DeleteCollectionAsync(request, type, target.Namespace),
        _ => throw ApiErrors.MethodNotAllowed(),
    };

    private Task RouteSubresourceAsync(ApiRequest request, RequestTarget target, ResourceType type, string subresource)
    {
        var (ns, name) = (target.Namespace, target.Name!);
        if (!Subresource.Of(type).Any(known => known.Name == subresource))
        {
            throw ApiErrors.UnknownPath();
        }

        return (subresource, request.Method) switch
        {
            ("status" or "approval" or "ephemeralcontainers", "GET") => reads.GetAsync(request, type, ns, name),
            ("status", "PUT") => writes.ReplaceAsync(request, type, ns, name, subresource),
            ("status", "PATCH") => writes.PatchAsync(request, type, ns, name, subresource),
            ("approval", "PUT") => writes.ReplaceAsync(request, type, ns, name, "status"),
            ("approval", "PATCH") => writes.PatchAsync(request, type, ns, name, "status"),
            ("ephemeralcontainers", "PUT") => writes.ReplaceAsync(request, type, ns, name, null),
            ("ephemeralcontainers", "PATCH") => writes.PatchAsync(request, type, ns, name, null),
            ("scale", "GET" or "PUT" or "PATCH") => subresources.ScaleAsync(request, type, ns, name),
            ("binding", "POST") => subresources.BindAsync(request, type, ns, name),
            ("eviction", "POST") => subresources.EvictAsync(request, type, ns, name),
            ("token", "POST") => subresources.IssueTokenAsync(request, type, ns, name),
            ("log", "GET") => streams.Logs.LogAsync(request, ns!, name),
            ("exec", "GET" or "POST") => streams.Exec.ExecAsync(request, ns!, name),
            ("portforward", "GET" or "POST") => streams.PortForward.ForwardAsync(request, ns!, name),
            ("attach" or "proxy", _) => throw new StatusException(501, "NotImplemented", $"the emulator does not model {type.Plural}/{subresource}"),
            ("finalize", "PUT") => subresources.FinalizeAsync(request, type, name),
            _ => throw ApiErrors.MethodNotAllowed(),
        };
    }

    private Task WriteAggregatedAsync(ApiRequest request, bool core)
    {
        var discoveryVersion = request.Accept.Contains("v=v2;", StringComparison.Ordinal) ? "v2" : "v2beta1";
        var body = discovery.Aggregated(core, discoveryVersion);
        return ApiResponse.WriteAsync(
            request.Http,
            200,
            System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(body, Json.JsonObjectExtensions.Compact),
            $"application/json;g=apidiscovery.k8s.io;v={discoveryVersion};as=APIGroupDiscoveryList");
    }

    private Task WriteOpenApiVersion2Async(ApiRequest request)
    {
        var json = request.Accept.Length == 0 || request.Accept.Contains("json", StringComparison.Ordinal) || request.Accept.Contains("*/*", StringComparison.Ordinal);

        // Clients before 1.29 give up without a protobuf document, and use what they were compiled with for whatever it lacks: a document
        // with nothing but its version (field 1) serves them.
        return json
            ? ApiResponse.WriteAsync(request.Http, 200, openApi.Version2())
            : ApiResponse.WriteAsync(request.Http, 200, new byte[] { 0x0A, 0x03, 0x32, 0x2E, 0x30 }, "application/com.github.proto-openapi.spec.v2.v1.0+protobuf");
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The emulated API server failed to answer {Method} {Path}")]
        public static partial void RequestFailed(ILogger logger, string method, string path, Exception exception);
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Discovery;
using MeshHost.Emulator.Google.Faults;
using MeshHost.Emulator.Google.Iam;
using MeshHost.Emulator.Google.Projects;
using MeshHost.Emulator.Google.State;

namespace MeshHost.Emulator.Google.Http;

/// <summary>Takes a request through everything that is common to Google's APIs, and to the method that answers it.</summary>
internal sealed class ApiDispatcher(MethodTable methods, CloudState state, FaultInjector faults, ProjectDirectory projects, PermissionGate permissions, GoogleCloudOptions options)
{
    // Parameters that every method takes.
    private static readonly HashSet<string> s_systemParameters = new(StringComparer.Ordinal)
    {
        "alt", "$alt", "fields", "key", "access_token", "oauth_token", "prettyPrint", "quotaUser", "userIp", "uploadType", "upload_protocol", "callback", "$.xgafv",
    };

    /// <summary>Answers a request.</summary>
    /// <param name="verb">HTTP method.</param>
    /// <param name="path">Path, percent-encoded.</param>
    /// <param name="query">Query parameters.</param>
    /// <param name="body">Request body; may be empty.</param>
    /// <param name="cancellationToken">Cancelled when the caller goes away.</param>
    /// <returns>The answer.</returns>
    public async Task<GoogleResponse> InvokeAsync(
        string verb,
        string path,
        IReadOnlyDictionary<string, string> query,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken)
    {
        var matches = methods.Match(path).ToList();
        if (matches.Find(m => m.Method.Verb == verb) is not { Method: { } method, Route: { } route })
        {
            return NoSuchMethod(verb, path, matches.Count > 0);
        }

        GoogleResponse response;
        Fault? fault = null;
        try
        {
            fault = faults.TakeCallFault(method.Id, path);
            if (fault?.Kind == FaultKind.Timeout)
            {
                await Task.Delay(fault.Silence, options.TimeProvider, cancellationToken).ConfigureAwait(false);
                return new GoogleResponse(0, new JsonObject()) { Lost = true };
            }

            if (fault?.Kind == FaultKind.Error)
            {
                throw fault.ToError(method.Api.Service);
            }

            var handler = methods.Handler(method) ?? throw NotModelled(method.Id);
            var call = new MethodCall(method, ResolveProject(method, route), CheckQuery(method, query), ReadBody(method, body), cancellationToken);
            permissions.Check(method.Id, ResourceName(path));
            var answer = methods.IsLocked(method)
                ? state.Transact(() => Private(handler(call)))
                : await handler(call).ConfigureAwait(false);
            response = new GoogleResponse(200, FieldSelection.Apply(query.GetValueOrDefault("fields"), answer ?? new JsonObject()));
        }
        catch (GoogleErrorException error)
        {
            response = new GoogleResponse(error.Code, error.ToJson(method.Api.HasErrorStatus)) { RetryAfterSeconds = fault?.RetryAfterSeconds };
        }

        GoogleTelemetry.Calls.Add(1, new("gcp.method", method.Id), new("http.response.status_code", response.Status));
        return fault?.Kind == FaultKind.LostResponse ? response with { Lost = true } : response;
    }

    // The answer leaves the lock, so it must not be the stored resource.
    private static JsonNode? Private(ValueTask<JsonNode?> answer) => answer.Result is { } node ? ResourceJson.Public(node) : null;

    // What a permission is checked on, as messages name it: the path without API and version.
    private static string ResourceName(string path) =>
        path.IndexOf("projects/", StringComparison.Ordinal) is >= 0 and var start ? Uri.UnescapeDataString(path[start..].Split(':')[0]) : path;

    private static GoogleResponse NoSuchMethod(string verb, string path, bool pathIsKnown)
    {
        var error = pathIsKnown
            ? new GoogleErrorException(405, "httpMethodNotAllowed", "UNIMPLEMENTED", $"{verb} is not a method of {path}.")
            : new GoogleErrorException(404, "notFound", "NOT_FOUND", $"{verb} {path} is not a method that the emulated Google Cloud knows.");
        return new GoogleResponse(error.Code, error.ToJson(withStatus: true));
    }

    private static GoogleErrorException NotModelled(string methodId) =>
        new(501, "notImplemented", "UNIMPLEMENTED", $"The emulated Google Cloud does not model {methodId}.");

    private static IReadOnlyDictionary<string, string> CheckQuery(ApiMethod method, IReadOnlyDictionary<string, string> query)
    {
        var unknown = query.Keys.Where(k => !s_systemParameters.Contains(k) && !method.QueryParameters.Contains(k)).ToList();
        return unknown.Count == 0
            ? query
            : throw GoogleErrorException.InvalidPayload(
                [.. unknown.Select(k => ("", $"Invalid JSON payload received. Unknown name \"{k}\": Cannot bind query parameter. Field '{k}' could not be found in request message."))]);
    }

    private static JsonObject ReadBody(ApiMethod method, ReadOnlyMemory<byte> body)
    {
        if (body.Length == 0 || method.RequestType is null)
        {
            return body.Length <= 2 ? [] : throw GoogleErrorException.Invalid($"{method.Id} takes no request body.");
        }

        JsonNode? json;
        try
        {
            json = JsonNode.Parse(body.Span);
        }
        catch (JsonException error)
        {
            throw new GoogleErrorException(400, "parseError", "INVALID_ARGUMENT", $"Invalid JSON payload received. {error.Message}");
        }

        return json switch
        {
            JsonObject value => RequestValidator.Validate(method.Api, method.RequestType, value, keepNulls: method.Verb == "PATCH"),
            _ => throw GoogleErrorException.InvalidPayload([("", "Invalid JSON payload received. Unknown name \"\": Root element must be a message.")]),
        };
    }

    private Dictionary<string, string> ResolveProject(ApiMethod method, Dictionary<string, string> route)
    {
        if (route.TryGetValue("project", out var name) && name != "-")
        {
            var project = state.Transact(() => projects.Require(method.Api, name));
            route["project"] = project.Id;
            state.Transact(() => projects.RequireService(method.Api, project));
        }

        return route;
    }
}

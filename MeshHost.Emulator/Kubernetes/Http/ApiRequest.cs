using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Operations;
using Microsoft.AspNetCore.Http;

namespace MeshHost.Emulator.Kubernetes.Http;

/// <summary>An HTTP request in the API's terms: query options, media types, who asks.</summary>
internal sealed class ApiRequest(HttpContext http, UserInfo user, BodyReader bodies)
{
    public HttpContext Http { get; } = http;

    public UserInfo User { get; } = user;

    public CancellationToken Aborted => Http.RequestAborted;

    public string Method => Http.Request.Method;

    public string Accept => Http.Request.Headers.Accept.ToString();

    public string ContentType => Http.Request.ContentType?.Split(';')[0].Trim() ?? "";

    public string? Query(string name) => Http.Request.Query.TryGetValue(name, out var value) && value.Count > 0 ? value[0] : null;

    public bool Flag(string name) => Query(name) is "true" or "1" or "";

    public WriteContext ToWriteContext(string? subresource = null)
    {
        var dryRun = Query("dryRun");
        if (dryRun is not (null or "" or "All"))
        {
            throw new StatusException(422, "Invalid", $"PatchOptions.meta.k8s.io \"\" is invalid: dryRun: Unsupported value: \"{dryRun}\": supported values: \"All\"");
        }

        return new WriteContext
        {
            DryRun = dryRun == "All",
            FieldManager = Query("fieldManager") is { Length: > 0 } manager ? manager : DefaultManager(),
            FieldValidation = Query("fieldValidation") switch
            {
                "Strict" => FieldValidation.Strict,
                "Ignore" => FieldValidation.Ignore,
                _ => FieldValidation.Warn,
            },
            Force = Flag("force") && Query("force") is not null,
            Subresource = subresource,
            User = User,
        };
    }

    public Task<JsonObject> ReadBodyAsync() => bodies.ReadObjectAsync(Http.Request, Aborted);

    /// <summary>A body that need not be an object, as JSON patches are not.</summary>
    public Task<JsonNode> ReadAnyBodyAsync() => bodies.ReadAsync(Http.Request, Aborted);

    /// <summary>The first word of the user agent, as the real server names managers that do not name themselves.</summary>
    private string DefaultManager()
    {
        var agent = Http.Request.Headers.UserAgent.ToString();
        var slash = agent.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 ? agent[..slash] : agent.Length > 0 ? agent : "unknown";
    }
}

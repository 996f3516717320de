using System.Text.Json.Nodes;

namespace MeshHost.Emulator.Kubernetes;

/// <summary>A refusal by the API server, which goes to the caller as a <c>Status</c> object.</summary>
internal sealed class StatusException : Exception
{
    /// <summary>Creates a refusal.</summary>
    public StatusException(int code, string reason, string message)
        : base(message)
    {
        Code = code;
        Reason = reason;
    }

    /// <summary>The HTTP status code.</summary>
    public int Code { get; }

    /// <summary>The machine-readable reason, such as NotFound.</summary>
    public string Reason { get; }

    /// <summary>The name of the object, where there is one.</summary>
    public string? Name { get; init; }

    /// <summary>The group of the object's resource.</summary>
    public string? Group { get; init; }

    /// <summary>The object's resource or kind, as the real server fills <c>details.kind</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>The causes, one for each faulty field.</summary>
    public IReadOnlyList<StatusCause> Causes { get; init; } = [];

    /// <summary>Seconds to wait before another try, where that helps.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>The body to answer with.</summary>
    public JsonObject ToStatus()
    {
        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = Message,
            ["reason"] = Reason,
        };
        var details = new JsonObject();
        Add(details, "name", Name);
        Add(details, "group", Group);
        Add(details, "kind", Kind);
        if (Causes.Count > 0)
        {
            details["causes"] = new JsonArray([.. Causes.Select(cause => (JsonNode)ToJson(cause))]);
        }

        if (RetryAfterSeconds is { } seconds)
        {
            details["retryAfterSeconds"] = seconds;
        }

        if (details.Count > 0)
        {
            status["details"] = details;
        }

        status["code"] = Code;
        return status;
    }

    private static JsonObject ToJson(StatusCause cause)
    {
        var json = new JsonObject { ["reason"] = cause.Reason, ["message"] = cause.Message };
        Add(json, "field", cause.Field);
        return json;
    }

    private static void Add(JsonObject json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            json[name] = value;
        }
    }
}

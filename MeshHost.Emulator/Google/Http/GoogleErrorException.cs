using System.Text.Json.Nodes;

namespace MeshHost.Emulator.Google.Http;

/// <summary>An error that a Google API answers with.</summary>
internal sealed class GoogleErrorException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="code">HTTP status.</param>
    /// <param name="reason">Reason of the legacy form, such as <c>notFound</c>.</param>
    /// <param name="status">Status of the newer form, such as <c>NOT_FOUND</c>.</param>
    /// <param name="message">Message for people.</param>
    public GoogleErrorException(int code, string reason, string status, string message)
        : base(message)
    {
        Code = code;
        Reason = reason;
        Status = status;
    }

    /// <summary>HTTP status.</summary>
    public int Code { get; }

    /// <summary>Reason of the legacy form.</summary>
    public string Reason { get; }

    /// <summary>Status of the newer form.</summary>
    public string Status { get; }

    /// <summary>Typed details of the newer form.</summary>
    public JsonArray Details { get; init; } = [];

    /// <summary>Domain of the legacy form.</summary>
    public string Domain { get; init; } = "global";

    /// <summary>Whether <c>errors[]</c> is left out, as in errors of the newest services.</summary>
    public bool OmitLegacyErrors { get; init; }

    /// <summary>404.</summary>
    /// <param name="message">What is missing.</param>
    /// <returns>The error.</returns>
    public static GoogleErrorException NotFound(string message) => new(404, "notFound", "NOT_FOUND", message);

    /// <summary>409, already there.</summary>
    /// <param name="message">What exists.</param>
    /// <returns>The error.</returns>
    public static GoogleErrorException AlreadyExists(string message) => new(409, "alreadyExists", "ALREADY_EXISTS", message);

    /// <summary>400, wrong value.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="field">The field, when there is one.</param>
    /// <returns>The error.</returns>
    public static GoogleErrorException Invalid(string message, string? field = null) =>
        new(400, "invalid", "INVALID_ARGUMENT", field is null ? message : $"Invalid value for field '{field}': {message}");

    /// <summary>400, not in this state.</summary>
    /// <param name="message">What stands in the way.</param>
    /// <param name="errorInfoReason">Machine-readable reason, if any.</param>
    /// <returns>The error.</returns>
    public static GoogleErrorException FailedPrecondition(string message, string? errorInfoReason = null) =>
        new(400, "failedPrecondition", "FAILED_PRECONDITION", message)
        {
            Details = errorInfoReason is null ? [] : [ErrorInfo(errorInfoReason, "container.googleapis.com")],
        };

    /// <summary>412, a fingerprint that is not the current one.</summary>
    /// <param name="message">Which one.</param>
    /// <returns>The error.</returns>
    public static GoogleErrorException ConditionNotMet(string message) => new(412, "conditionNotMet", "FAILED_PRECONDITION", message);

    /// <summary>403.</summary>
    /// <param name="message">What is denied.</param>
    /// <returns>The error.</returns>
    public static GoogleErrorException Forbidden(string message) => new(403, "forbidden", "PERMISSION_DENIED", message);

    /// <summary>403 of a service that is not enabled in the project.</summary>
    /// <param name="service">The service.</param>
    /// <param name="title">Its title.</param>
    /// <param name="projectNumber">The project's number.</param>
    /// <returns>The error.</returns>
    public static GoogleErrorException ServiceDisabled(string service, string title, string projectNumber)
    {
        var url = $"https://console.developers.google.com/apis/api/{service}/overview?project={projectNumber}";
        return new GoogleErrorException(
            403,
            "accessNotConfigured",
            "PERMISSION_DENIED",
            $"{title} has not been used in project {projectNumber} before or it is disabled. Enable it by visiting {url} then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry.")
        {
            Domain = "usageLimits",
            Details =
            [
                ErrorInfo("SERVICE_DISABLED", "googleapis.com", new JsonObject
                {
                    ["service"] = service,
                    ["serviceTitle"] = title,
                    ["consumer"] = $"projects/{projectNumber}",
                    ["containerInfo"] = projectNumber,
                    ["activationUrl"] = url,
                }),
                new JsonObject
                {
                    ["@type"] = "type.googleapis.com/google.rpc.Help",
                    ["links"] = new JsonArray(new JsonObject { ["description"] = "Google developers console API activation", ["url"] = url }),
                },
            ],
        };
    }

    /// <summary>400 of a request body with unknown fields or wrong types.</summary>
    /// <param name="violations">The offending fields.</param>
    /// <returns>The error.</returns>
    public static GoogleErrorException InvalidPayload(IReadOnlyList<(string Field, string Message)> violations) =>
        new(400, "badRequest", "INVALID_ARGUMENT", string.Join('\n', violations.Select(v => v.Message)))
        {
            Details =
            [
                new JsonObject
                {
                    ["@type"] = "type.googleapis.com/google.rpc.BadRequest",
                    ["fieldViolations"] = new JsonArray([.. violations.Select(v => new JsonObject { ["field"] = v.Field, ["description"] = v.Message })]),
                },
            ],
        };

    /// <summary>A <c>google.rpc.ErrorInfo</c>.</summary>
    /// <param name="reason">Reason.</param>
    /// <param name="domain">Domain.</param>
    /// <param name="metadata">Metadata, if any.</param>
    /// <returns>The detail.</returns>
    public static JsonObject ErrorInfo(string reason, string domain, JsonObject? metadata = null)
    {
        var info = new JsonObject { ["@type"] = "type.googleapis.com/google.rpc.ErrorInfo", ["reason"] = reason, ["domain"] = domain };
        if (metadata is not null)
        {
            info["metadata"] = metadata;
        }

        return info;
    }

    /// <summary>The body that the error is answered with.</summary>
    /// <param name="withStatus">Whether the API uses the newer form.</param>
    /// <returns>The JSON.</returns>
    public JsonObject ToJson(bool withStatus)
    {
        var error = new JsonObject { ["code"] = Code, ["message"] = Message };
        if (!OmitLegacyErrors)
        {
            error["errors"] = new JsonArray(new JsonObject { ["message"] = Message, ["domain"] = Domain, ["reason"] = Reason });
        }

        if (withStatus)
        {
            error["status"] = Status;
        }

        if (Details.Count > 0)
        {
            error["details"] = Details.DeepClone();
        }

        return new JsonObject { ["error"] = error };
    }
}

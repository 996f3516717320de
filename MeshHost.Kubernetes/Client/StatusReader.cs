using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshHost.Kubernetes;

/// <summary>Turns a refused request's answer into an exception that says what, where and why.</summary>
internal static class StatusReader
{
    public static KubernetesApiException ToException(KubernetesRequest request, HttpStatusCode code, ReadOnlyMemory<byte> body)
    {
        JsonObject? status = ParseStatus(body);
        string message = status.StringAt("message") ?? Excerpt(body) ?? $"HTTP {(int)code}";
        string reason = status.StringAt("reason") is { Length: > 0 } given ? given : ReasonOf(code);
        return new KubernetesApiException($"Could not {request.Operation}: {message}{Advice((int)code, reason)}")
        {
            StatusCode = (int)code,
            Reason = reason,
            Kind = request.Kind ?? status.StringAt("details", "kind"),
            Name = request.Name ?? status.StringAt("details", "name"),
            Namespace = request.Namespace,
            Status = status,
            Operation = request.Operation,
            Causes = ReadCauses(status),
        };
    }

    public static KubernetesApiException FromWatchError(KubernetesRequest request, JsonObject status) =>
        ToException(request, (HttpStatusCode)(int)(status.LongAt("code") ?? 500), Encoding.UTF8.GetBytes(status.ToJsonString()));

    private static List<FieldError> ReadCauses(JsonObject? status) =>
    [
        .. status.ItemsAt("details", "causes").Select(cause => new FieldError(
            cause.StringAt("field") ?? "", cause.StringAt("reason") ?? "", cause.StringAt("message") ?? "")),
    ];

    private static JsonObject? ParseStatus(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonNode.Parse(body.Span) is JsonObject json && json.StringAt("kind") == "Status" ? json : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Excerpt(ReadOnlyMemory<byte> body)
    {
        // Proxies and load balancers answer in HTML or plain text: the first line is what helps.
        string text = Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, 300)]).Trim();
        return text.Length == 0 ? null : text.ReplaceLineEndings(" ");
    }

    private static string ReasonOf(HttpStatusCode code) => (int)code switch
    {
        400 => "BadRequest",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "NotFound",
        405 => "MethodNotAllowed",
        409 => "Conflict",
        410 => "Expired",
        413 => "RequestEntityTooLarge",
        422 => "Invalid",
        429 => "TooManyRequests",
        500 => "InternalError",
        503 => "ServiceUnavailable",
        504 => "Timeout",
        _ => "Unknown",
    };

    private static string Advice(int code, string reason) => (code, reason) switch
    {
        (401, _) => " (The credentials were not accepted: sign in again, or check the kubeconfig's user.)",
        (409, "Conflict") => "",
        (413, _) => " (Objects are limited to about 1.5 MiB.)",
        _ => "",
    };
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Operations;
using Microsoft.AspNetCore.Http;

namespace MeshHost.Emulator.Kubernetes.Http;

/// <summary>Writes answers: JSON, statuses and warnings.</summary>
internal static class ApiResponse
{
    private const int MaxWarningLength = 4096;

    public static Task WriteAsync(HttpContext http, int code, JsonNode body) =>
        WriteAsync(http, code, JsonSerializer.SerializeToUtf8Bytes(body, JsonObjectExtensions.Compact));

    public static async Task WriteAsync(HttpContext http, int code, ReadOnlyMemory<byte> body, string contentType = "application/json")
    {
        http.Response.StatusCode = code;
        http.Response.ContentType = contentType;
        http.Response.Headers.CacheControl = "no-cache, private";
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted).ConfigureAwait(false);
    }

    public static Task WriteTextAsync(HttpContext http, int code, string text) =>
        WriteAsync(http, code, Encoding.UTF8.GetBytes(text), "text/plain; charset=utf-8");

    public static Task WriteStatusAsync(HttpContext http, StatusException exception)
    {
        if (exception.RetryAfterSeconds is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return WriteAsync(http, exception.Code, exception.ToStatus());
    }

    /// <summary>Adds a request's warnings: agent 299, the text quoted, as RFC 9111 had it.</summary>
    public static void AddWarnings(HttpContext http, WriteContext context)
    {
        foreach (var warning in context.Warnings)
        {
            var text = warning.Length > MaxWarningLength ? warning[..MaxWarningLength] : warning;
            var quoted = new StringBuilder(text.Length + 16).Append("299 - \"");
            foreach (var character in text)
            {
                _ = character switch
                {
                    '"' or '\\' => quoted.Append('\\').Append(character),
                    < ' ' or > '~' => quoted.Append(' '),
                    _ => quoted.Append(character),
                };
            }

            http.Response.Headers.Append("Warning", quoted.Append('"').ToString());
        }
    }

    /// <summary>The answer to a deletion that left nothing.</summary>
    public static JsonObject Success(string name, string group, string kind, string? uid)
    {
        var details = new JsonObject { ["name"] = name };
        if (group.Length > 0)
        {
            details["group"] = group;
        }

        details["kind"] = kind;
        details["uid"] = uid;
        return new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Success",
            ["details"] = details,
        };
    }
}

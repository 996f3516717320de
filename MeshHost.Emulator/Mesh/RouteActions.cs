using System.Globalization;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Network;

namespace MeshHost.Emulator.Mesh;

/// <summary>The parts of an HTTP route that change a request or answer it.</summary>
internal static class RouteActions
{
    public static EmulatedResponse Redirect(JsonObject redirect, EmulatedRequest request)
    {
        var scheme = redirect.Text("scheme") ?? request.Scheme;
        var port = redirect.Integer("port") is { } number ? string.Create(CultureInfo.InvariantCulture, $":{number}") : "";
        return EmulatedResponse.Redirect(
            $"{scheme}://{redirect.Text("authority") ?? request.Host}{port}{redirect.Text("uri") ?? request.Path}{request.Query}",
            (int)(redirect.Integer("redirectCode") ?? 301));
    }

    public static EmulatedRequest Rewrite(JsonObject route, JsonObject? match, EmulatedRequest request)
    {
        if (route.Object("rewrite") is not { } rewrite)
        {
            return request;
        }

        var path = request.Path;
        if (rewrite.Text("uri") is { } uri)
        {
            // A prefix match is replaced by the new prefix, any other match by the whole new path.
            path = match.At("uri.prefix").AsText() is { } prefix && path.StartsWith(prefix, StringComparison.Ordinal) ? uri + path[prefix.Length..] : uri;
        }

        return request with { Path = path, Host = rewrite.Text("authority") ?? request.Host };
    }

    public static EmulatedRequest ChangeHeaders(JsonNode? change, EmulatedRequest request) =>
        change is JsonObject json ? request with { Headers = Change(json, request.Headers) } : request;

    public static EmulatedResponse ChangeHeaders(JsonNode? change, EmulatedResponse response) =>
        change is JsonObject json ? response with { Headers = Change(json, response.Headers) } : response;

    /// <summary>A duration as Istio writes it, such as <c>2s</c>, <c>500ms</c> or <c>1m30s</c>.</summary>
    public static TimeSpan? Duration(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        var total = TimeSpan.Zero;
        var position = 0;
        while (position < text.Length)
        {
            var start = position;
            while (position < text.Length && (char.IsAsciiDigit(text[position]) || text[position] == '.'))
            {
                position++;
            }

            var number = double.TryParse(text[start..position], CultureInfo.InvariantCulture, out var value) ? value : 0;
            start = position;
            while (position < text.Length && char.IsAsciiLetter(text[position]))
            {
                position++;
            }

            total += text[start..position] switch
            {
                "h" => TimeSpan.FromHours(number),
                "m" => TimeSpan.FromMinutes(number),
                "s" => TimeSpan.FromSeconds(number),
                "ms" => TimeSpan.FromMilliseconds(number),
                _ => TimeSpan.Zero,
            };
            if (position == start)
            {
                break;
            }
        }

        return total;
    }

    public static bool IsRetriable(EmulatedResponse response, string retryOn)
    {
        var conditions = retryOn.Split(',', StringSplitOptions.TrimEntries);
        return (response.Status >= 500 && conditions.Contains("5xx"))
            || (response.Status is 502 or 503 or 504 && conditions.Contains("gateway-error"))
            || (response.Flags is "UF" && conditions.Contains("connect-failure"))
            || (response.Flags is "UC" && conditions.Contains("reset"))
            || conditions.Contains(response.Status.ToString(CultureInfo.InvariantCulture));
    }

    private static Dictionary<string, string> Change(JsonObject change, IReadOnlyDictionary<string, string> headers)
    {
        var changed = new Dictionary<string, string>(headers, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in change.Object("set") ?? [])
        {
            changed[name] = value.AsText() ?? "";
        }

        foreach (var (name, value) in change.Object("add") ?? [])
        {
            changed[name] = changed.TryGetValue(name, out var existing) ? $"{existing},{value.AsText()}" : value.AsText() ?? "";
        }

        foreach (var name in change.Array("remove").Texts())
        {
            changed.Remove(name);
        }

        return changed;
    }
}

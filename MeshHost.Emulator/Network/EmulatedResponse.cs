using System.Text;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Network;

/// <summary>The answer to an <see cref="EmulatedRequest"/>.</summary>
internal sealed record EmulatedResponse
{
    public int Status { get; init; } = 200;

    public IReadOnlyDictionary<string, string> Headers { get; init; } = EmulatedRequest.EmptyHeaders;

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Envoy's flags for an answer that a proxy made instead of the workload, such as <c>UH</c>; <c>-</c> for none.</summary>
    public string Flags { get; init; } = "-";

    public string BodyText => Encoding.UTF8.GetString(Body.Span);

    public static EmulatedResponse Text(string text, int status = 200, string contentType = "text/plain; charset=utf-8") => new()
    {
        Status = status,
        Headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Content-Type"] = contentType },
        Body = Encoding.UTF8.GetBytes(text),
    };

    public static EmulatedResponse Html(string html, int status = 200) => Text(html, status, "text/html; charset=utf-8");

    public static EmulatedResponse Json(JsonNode json, int status = 200) => Text(json.ToJson(), status, "application/json");

    public static EmulatedResponse NotFound(string what = "404 page not found") => Text(what, 404);

    public static EmulatedResponse Redirect(string location, int status = 302) => new()
    {
        Status = status,
        Headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Location"] = location },
    };

    /// <summary>An answer that a proxy makes because it could not get one from the workload.</summary>
    public static EmulatedResponse FromProxy(int status, string text, string flags) => Text(text, status, "text/plain") with { Flags = flags };

    public EmulatedResponse WithHeader(string name, string value) =>
        this with { Headers = new Dictionary<string, string>(Headers, StringComparer.OrdinalIgnoreCase) { [name] = value } };
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshHost.Kubernetes;

namespace MeshHost.Tests.Conformance;

/// <summary>Sends a case's requests as plain HTTP, without the client under test, and compares the answers.</summary>
internal sealed class ConformanceRunner(HttpMessageInvoker http, Uri server, Func<CancellationToken, ValueTask<string?>>? token)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private static readonly JsonSerializerOptions s_plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);

    public async Task RunAsync(ConformanceCase test, CancellationToken cancellationToken)
    {
        string id = Guid.NewGuid().ToString("N")[..8];
        _variables["id"] = id;
        _variables["ns"] = $"conformance-{id}";
        await SendAsync(HttpMethod.Post, "/api/v1/namespaces", "application/json", null, $$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"conformance-{{{id}}}"}}""", cancellationToken);
        try
        {
            int number = 0;
            foreach (JsonObject step in test.Steps)
            {
                await RunStepAsync(step, ++number, cancellationToken);
            }
        }
        finally
        {
            foreach (string path in test.Json.ItemsAt("cleanup").Select(path => Expand(path.AsString()!)))
            {
                await SendAsync(HttpMethod.Delete, path, "application/json", null, null, CancellationToken.None);
            }

            await SendAsync(HttpMethod.Delete, $"/api/v1/namespaces/conformance-{id}", "application/json", null, null, CancellationToken.None);
        }
    }

    private async Task RunStepAsync(JsonObject step, int number, CancellationToken cancellationToken)
    {
        string[] send = Expand(step.StringAt("send")!).Split(' ', 2);
        string? body = step["body"] is { } node ? Expand(node is JsonValue text && text.GetValueKind() == JsonValueKind.String ? text.GetValue<string>() : node.ToJsonString(s_plain)) : null;
        long started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            (int status, JsonNode? answer, string raw) = await SendAsync(
                new HttpMethod(send[0]), send[1], ContentType(step.StringAt("type")), Accept(step.StringAt("accept")), body, cancellationToken);
            string? problem = Compare(step, status, answer);
            if (problem is null)
            {
                foreach ((string name, JsonNode? path) in step.ObjectAt("save") ?? [])
                {
                    _variables[name] = JsonPath.Find(answer, path.AsString()!)?.ToString() ?? throw new InvalidOperationException($"Step {number}: nothing at '{path}' to save.");
                }

                return;
            }

            bool again = step.BoolAt("eventually") || NamespaceIsStarting(raw);
            if (!again || TimeProvider.System.GetElapsedTime(started) > s_patience)
            {
                Assert.Fail($"Step {number}, {string.Join(' ', send)}: {problem}\nAnswer {status}: {raw[..Math.Min(raw.Length, 3000)]}");
            }

            await Task.Delay(s_pause, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>A new namespace takes pods once its service account has been made, which no case wants to be about by accident.</summary>
    private static bool NamespaceIsStarting(string answer) =>
        answer.Contains("No API token found for service account", StringComparison.Ordinal) || answer.Contains("error looking up service account", StringComparison.Ordinal);

    private string? Compare(JsonObject step, int status, JsonNode? answer)
    {
        if (step.LongAt("status") is { } expected && expected != status)
        {
            return $"expected status {expected}, not {status}";
        }

        if (step["expect"] is { } shape && Shape.Difference(Expand(shape), answer, "") is { } difference)
        {
            return difference;
        }

        return null;
    }

    private async Task<(int Status, JsonNode? Answer, string Raw)> SendAsync(
        HttpMethod method, string path, string contentType, string? accept, string? body, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(method, new Uri(server, path));
        request.Headers.TryAddWithoutValidation("Accept", accept ?? "application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", "conformance");
        if (token is not null && await token(cancellationToken) is { } bearer)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {bearer}");
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.Remove("Content-Type");
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        using HttpResponseMessage response = await http.SendAsync(request, cancellationToken);
        string raw = await response.Content.ReadAsStringAsync(cancellationToken);
        return ((int)response.StatusCode, Parse(raw, path), raw);
    }

    private static JsonNode? Parse(string raw, string path)
    {
        try
        {
            return path.Contains("watch=true", StringComparison.Ordinal)
                ? new JsonObject { ["events"] = new JsonArray([.. raw.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line))]) }
                : raw.Length == 0 ? null : JsonNode.Parse(raw);
        }
        catch (JsonException)
        {
            return JsonValue.Create(raw);
        }
    }

    private string Expand(string text) => _variables.Aggregate(text, (current, variable) => current.Replace($"<{variable.Key}>", variable.Value, StringComparison.Ordinal));

    private JsonNode Expand(JsonNode node) => JsonNode.Parse(Expand(node.ToJsonString(s_plain)))!;

    private static string ContentType(string? name) => name switch
    {
        null => "application/json",
        "merge" => "application/merge-patch+json",
        "json" => "application/json-patch+json",
        "strategic" => "application/strategic-merge-patch+json",
        "apply" => "application/apply-patch+yaml",
        _ => name,
    };

    private static string? Accept(string? name) => name switch
    {
        "table" => "application/json;as=Table;v=v1;g=meta.k8s.io,application/json",
        "metadata" => "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io,application/json",
        "metadata-list" => "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json",
        _ => name,
    };
}

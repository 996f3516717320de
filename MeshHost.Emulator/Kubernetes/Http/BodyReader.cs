using System.Text.Json;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Protobuf;
using Microsoft.AspNetCore.Http;

namespace MeshHost.Emulator.Kubernetes.Http;

/// <summary>Reads request bodies: JSON, or YAML where a client sends it.</summary>
internal sealed class BodyReader(ProtobufBody protobuf)
{
    /// <summary>The real server's limit.</summary>
    public const int MaxBytes = 3 * 1024 * 1024;

    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = 256 };

    public async Task<JsonObject> ReadObjectAsync(HttpRequest request, CancellationToken ct) =>
        await ReadAsync(request, ct).ConfigureAwait(false) as JsonObject ?? throw ApiErrors.BadRequest("the body is not an object");

    /// <summary>The body as JSON; an empty object when there is none.</summary>
    public async Task<JsonNode> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        var bytes = await ReadBytesAsync(request, ct).ConfigureAwait(false);
        if (bytes.Length == 0)
        {
            return new JsonObject();
        }

        var type = request.ContentType ?? "";
        if (type.Contains("protobuf", StringComparison.Ordinal))
        {
            return protobuf.Parse(bytes);
        }

        if (type.Contains("cbor", StringComparison.Ordinal))
        {
            throw ApiErrors.UnsupportedMediaType("the body of the request was in an unknown format - accepted media types include: application/json, application/yaml");
        }

        try
        {
            return type.Contains("yaml", StringComparison.Ordinal) && bytes[0] != (byte)'{'
                ? YamlBody.Parse(System.Text.Encoding.UTF8.GetString(bytes)) ?? new JsonObject()
                : JsonNode.Parse(bytes, documentOptions: s_options) ?? new JsonObject();
        }
        catch (JsonException exception)
        {
            throw ApiErrors.BadRequest($"the object provided is unrecognized (must be of type {request.Path}): couldn't get version/kind; json parse error: {exception.Message}");
        }
    }

    private static async Task<byte[]> ReadBytesAsync(HttpRequest request, CancellationToken ct)
    {
        if (request.ContentLength > MaxBytes)
        {
            throw TooLarge();
        }

        using var buffer = new MemoryStream((int)(request.ContentLength ?? 1024));
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, ct).ConfigureAwait(false)) > 0)
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > MaxBytes)
            {
                throw TooLarge();
            }
        }

        return buffer.ToArray();
    }

    private static StatusException TooLarge() => new(413, "RequestEntityTooLarge", $"Request entity too large: limit is {MaxBytes}");
}

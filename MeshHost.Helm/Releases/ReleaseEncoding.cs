using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshHost.Helm.Releases;

/// <summary>The text that Helm keeps in a release's Secret: base64 of gzip of JSON. (The Secret adds its own base64 on top.)</summary>
internal static class ReleaseEncoding
{
    // A Secret holds at most 1 MiB, so nothing larger than this can be a release even when it compresses very well.
    private const int MaxExpandedBytes = 256 * 1024 * 1024;

    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Encode(ReleaseRecord record)
    {
        using var buffer = new MemoryStream();
        // The smallest size matters: kube-prometheus-stack fills half of what a Secret may hold.
        using (var gzip = new GZipStream(buffer, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            using var writer = new Utf8JsonWriter(gzip, s_json);
            record.Json.WriteTo(writer);
        }

        return Convert.ToBase64String(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    public static ReleaseRecord Decode(string text)
    {
        try
        {
            var bytes = Convert.FromBase64String(text);
            if (bytes is [0x1f, 0x8b, 0x08, ..])
            {
                using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
                using var bounded = new Charts.BoundedReadStream(gzip, MaxExpandedBytes);
                return new ReleaseRecord(JsonNode.Parse(bounded) as JsonObject ?? throw new JsonException("an object is expected"));
            }

            return new ReleaseRecord(JsonNode.Parse(Encoding.UTF8.GetString(bytes)) as JsonObject ?? throw new JsonException("an object is expected"));
        }
        catch (Exception e) when (e is FormatException or InvalidDataException or JsonException or ChartException)
        {
            throw new ReleaseException($"a release record cannot be read: {e.Message}", e);
        }
    }
}

using System.Buffers.Binary;

namespace MeshHost.Lifecycle.Telemetry;

/// <summary>Rewrites the exporter's requests on their way, in gRPC's framing or plain. What is compressed passes as it is.</summary>
internal sealed class ResourceGroupingHandler() : DelegatingHandler(new SocketsHttpHandler())
{
    private const int FramePrefix = 5;

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (RewriterOf(request) is { } rewrite)
        {
            using var body = request.Content!.ReadAsStream(cancellationToken);
            using var bytes = new MemoryStream();
            body.CopyTo(bytes);
            Replace(request, rewrite, bytes.ToArray());
        }

        return base.Send(request, cancellationToken);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (RewriterOf(request) is { } rewrite)
        {
            Replace(request, rewrite, await request.Content!.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
        }

        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private static Func<byte[], byte[]>? RewriterOf(HttpRequestMessage request) => request.Content is { Headers.ContentEncoding.Count: 0 }
        ? request.RequestUri?.AbsolutePath switch
        {
            { } path when path.EndsWith("TraceService/Export", StringComparison.Ordinal) || path.EndsWith("/v1/traces", StringComparison.Ordinal) => ResourceGrouping.Spans,
            { } path when path.EndsWith("LogsService/Export", StringComparison.Ordinal) || path.EndsWith("/v1/logs", StringComparison.Ordinal) => ResourceGrouping.Logs,
            _ => null,
        }
        : null;

    private static void Replace(HttpRequestMessage request, Func<byte[], byte[]> rewrite, byte[] body)
    {
        var isGrpc = request.Content!.Headers.ContentType?.MediaType == "application/grpc";
        if (isGrpc && (body.Length < FramePrefix || body[0] != 0))
        {
            return;
        }

        var message = rewrite(isGrpc ? body[FramePrefix..] : body);
        if (isGrpc)
        {
            var frame = new byte[FramePrefix + message.Length];
            BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
            message.CopyTo(frame, FramePrefix);
            message = frame;
        }

        var content = new ByteArrayContent(message);
        foreach (var header in request.Content.Headers.Where(h => h.Key != "Content-Length"))
        {
            content.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        request.Content = content;
    }
}

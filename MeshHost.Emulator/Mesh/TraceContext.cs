using MeshHost.Emulator.Network;

namespace MeshHost.Emulator.Mesh;

/// <summary>The B3 headers by which proxies tie the spans of a request together; workloads have to pass them on.</summary>
/// <param name="TraceId">The id of the trace: 32 hexadecimal digits.</param>
/// <param name="SpanId">The id of the sender's span: 16 hexadecimal digits.</param>
/// <param name="ParentId">The id of its parent, if there is one.</param>
/// <param name="Sampled">Whether the spans are reported.</param>
internal sealed record TraceContext(string TraceId, string SpanId, string? ParentId, bool Sampled)
{
    /// <summary>The headers that a workload copies from the request that it serves to those that it makes.</summary>
    public static readonly IReadOnlyList<string> Propagated =
        ["x-request-id", "x-b3-traceid", "x-b3-spanid", "x-b3-parentspanid", "x-b3-sampled", "traceparent", "tracestate", "end-user", "user-agent", "cookie"];

    public static TraceContext? Read(EmulatedRequest request) =>
        request.Header("x-b3-traceid") is { } traceId && request.Header("x-b3-spanid") is { } spanId
            ? new TraceContext(traceId, spanId, request.Header("x-b3-parentspanid"), request.Header("x-b3-sampled") == "1")
            : null;

    public TraceContext Child(string spanId) => new(TraceId, spanId, SpanId, Sampled);

    public EmulatedRequest Write(EmulatedRequest request)
    {
        var written = request.WithHeader("x-b3-traceid", TraceId).WithHeader("x-b3-spanid", SpanId).WithHeader("x-b3-sampled", Sampled ? "1" : "0");
        return ParentId is null ? written : written.WithHeader("x-b3-parentspanid", ParentId);
    }

    /// <summary>The headers to pass on, from the request that is being served.</summary>
    public static IReadOnlyDictionary<string, string> Propagate(EmulatedRequest request) =>
        Propagated.Where(name => request.Header(name) is not null)
            .ToDictionary(name => name, name => request.Header(name)!, StringComparer.OrdinalIgnoreCase);
}

using Google.Protobuf;

namespace MeshHost.Lifecycle.Telemetry;

/// <summary>
/// Rewrites an OTLP request so that each span and log line is sent in the name of the resource that it is about: Aspire's dashboard attaches
/// telemetry to the resource whose name is its service's. The exporter knows one name for all.
/// </summary>
/// <remarks>
/// <para>The messages: request { 1: group { 1: resource { 1: attributes }, 2: scope { 1: scope { 1: name }, 2: span (9: attributes) or log record }, 3: schema URL } }.</para>
/// </remarks>
internal static class ResourceGrouping
{
    private const string ServiceName = "service.name";
    private const string ServiceInstance = "service.instance.id";

    /// <summary>Rewrites a request with spans.</summary>
    public static byte[] Spans(byte[] request) => Rewrite(request, static (_, span) => AttributeOf(span, 9, ResourceNameProcessor.Tag));

    /// <summary>Rewrites a request with log records, whose scope is the logger's category.</summary>
    public static byte[] Logs(byte[] request) => Rewrite(request, static (scope, _) =>
        FindNode(scope is null ? null : OtlpField.Read(scope).FirstOrDefault(f => f.Number == 1).Bytes?.ToStringUtf8()));

    private static string? FindNode(string? category) =>
        category?.StartsWith(NodeLoggers.CategoryPrefix, StringComparison.Ordinal) == true ? category[NodeLoggers.CategoryPrefix.Length..] : null;

    private static byte[] Rewrite(byte[] request, Func<ByteString?, ByteString, string?> nameOf)
    {
        List<(int Number, ByteString Bytes)> rewritten = [];
        foreach (var group in OtlpField.Read(UnsafeByteOperations.UnsafeWrap(request)))
        {
            if (group is { Number: 1, Bytes: { } bytes })
            {
                rewritten.AddRange(Split(bytes, nameOf).Select(part => (1, part)));
            }
        }

        return OtlpField.Write(rewritten).ToByteArray();
    }

    private static IEnumerable<ByteString> Split(ByteString group, Func<ByteString?, ByteString, string?> nameOf)
    {
        List<OtlpField> fields = [.. OtlpField.Read(group)];
        var byName = new Dictionary<string, List<(int, ByteString)>>(StringComparer.OrdinalIgnoreCase);
        foreach (var scope in fields.Where(f => f is { Number: 2, Bytes: not null }))
        {
            List<OtlpField> parts = [.. OtlpField.Read(scope.Bytes!)];
            var identity = parts.FirstOrDefault(p => p.Number == 1).Bytes;
            foreach (var items in parts.Where(p => p is { Number: 2, Bytes: not null }).GroupBy(p => nameOf(identity, p.Bytes!) ?? "", StringComparer.OrdinalIgnoreCase))
            {
                // The same scope again, with only those of its items that are about this resource.
                var message = OtlpField.Write(parts.Where(p => p is { Number: not 2, Bytes: not null }).Concat(items).Select(p => (p.Number, p.Bytes!)));
                (byName.TryGetValue(items.Key, out var scopes) ? scopes : byName[items.Key] = []).Add((2, message));
            }
        }

        var resource = fields.FirstOrDefault(f => f.Number == 1).Bytes ?? ByteString.Empty;
        var rest = fields.Where(f => f is { Number: > 2, Bytes: not null }).Select(f => (f.Number, f.Bytes!)).ToList();
        return byName.Select(named => OtlpField.Write(
            [(1, named.Key.Length == 0 ? resource : Renamed(resource, named.Key)), .. named.Value, .. rest]));
    }

    // Without an instance: a service of one name only is what belongs to the resource of that name.
    private static ByteString Renamed(ByteString resource, string name) => OtlpField.Write(
    [
        .. OtlpField.Read(resource)
            .Where(f => f is { Number: 1, Bytes: { } bytes } && KeyOf(bytes) is not (ServiceName or ServiceInstance))
            .Select(f => (1, f.Bytes!)),
        (1, OtlpField.Write([(1, ByteString.CopyFromUtf8(ServiceName)), (2, OtlpField.Write([(1, ByteString.CopyFromUtf8(name))]))])),
    ]);

    private static string? AttributeOf(ByteString message, int number, string key)
    {
        var attribute = OtlpField.Read(message).FirstOrDefault(f => f.Number == number && f.Bytes is { } bytes && KeyOf(bytes) == key).Bytes;
        var value = attribute is null ? null : OtlpField.Read(attribute).FirstOrDefault(f => f.Number == 2).Bytes;
        return value is null ? null : OtlpField.Read(value).FirstOrDefault(f => f.Number == 1).Bytes?.ToStringUtf8();
    }

    private static string? KeyOf(ByteString attribute) => OtlpField.Read(attribute).FirstOrDefault(f => f.Number == 1).Bytes?.ToStringUtf8();
}

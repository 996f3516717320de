using System.Text;

namespace MeshHost.Emulator.Network;

/// <summary>An HTTP request between emulated workloads, or from the edge to one.</summary>
internal sealed record EmulatedRequest
{
    public string Method { get; init; } = "GET";

    public string Scheme { get; init; } = "http";

    /// <summary>The authority as the client wrote it, without a port.</summary>
    public string Host { get; init; } = "";

    /// <summary>The path without the query, starting with a slash.</summary>
    public string Path { get; init; } = "/";

    /// <summary>The query with its question mark, or nothing.</summary>
    public string Query { get; init; } = "";

    public IReadOnlyDictionary<string, string> Headers { get; init; } = EmptyHeaders;

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The address of the peer, as the serving pod sees it.</summary>
    public string? SourceAddress { get; init; }

    /// <summary>The identity of the peer when it proved one, such as <c>cluster.local/ns/default/sa/default</c>.</summary>
    public string? SourcePrincipal { get; init; }

    public static IReadOnlyDictionary<string, string> EmptyHeaders { get; } =
        new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    public string BodyText => Encoding.UTF8.GetString(Body.Span);

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>The parameters of the query, decoded; the last of several with the same name.</summary>
    public IReadOnlyDictionary<string, string> QueryParameters => Form(Query.TrimStart('?'));

    /// <summary>The parameters of a form in the body, or of the query when there is none.</summary>
    public IReadOnlyDictionary<string, string> Parameters =>
        Header("Content-Type")?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true
            ? Form(BodyText)
            : QueryParameters;

    public EmulatedRequest WithHeader(string name, string value) =>
        this with { Headers = new Dictionary<string, string>(Headers, StringComparer.OrdinalIgnoreCase) { [name] = value } };

    private static Dictionary<string, string> Form(string text)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? pair : pair[..equals];
            var value = equals < 0 ? "" : pair[(equals + 1)..];
            parameters[Decode(name)] = Decode(value);
        }

        return parameters;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}

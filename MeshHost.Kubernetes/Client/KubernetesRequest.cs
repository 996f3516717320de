namespace MeshHost.Kubernetes;

/// <summary>One request to the API server, in terms that errors and spans are made of.</summary>
internal sealed class KubernetesRequest
{
    public required HttpMethod Method { get; init; }

    public required string Path { get; init; }

    /// <summary>What is being done, as it follows "Could not": <c>apply Deployment bookinfo/reviews</c>.</summary>
    public required string Operation { get; init; }

    public ReadOnlyMemory<byte>? Body { get; init; }

    public string ContentType { get; init; } = "application/json";

    public string Accept { get; init; } = "application/json";

    /// <summary>Whether sending it twice has the effect of sending it once, so that it may be repeated when its fate is unknown.</summary>
    public bool Repeatable { get; init; } = true;

    public string? Kind { get; init; }

    public string? Name { get; init; }

    public string? Namespace { get; init; }
}

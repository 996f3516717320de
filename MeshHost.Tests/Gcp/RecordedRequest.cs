using System.Text.Json.Nodes;

namespace MeshHost.Tests.Gcp;

internal sealed record RecordedRequest(string Method, Uri Uri, string? Body, string? Authorization)
{
    public JsonNode? Json => string.IsNullOrEmpty(Body) ? null : JsonNode.Parse(Body);

    public override string ToString() => $"{Method} {Uri.PathAndQuery}";
}

using System.Text.Json.Nodes;

namespace MeshHost.Tests.Emulator.Kubernetes;

/// <summary>What the server answered.</summary>
internal sealed record Answer(int Code, string Text, IReadOnlyList<string> Warnings)
{
    public JsonObject Json => (JsonObject)JsonNode.Parse(Text)!;

    public string? Message => (string?)Json["message"];

    /// <summary>The text at a dotted path; numbers are list indexes.</summary>
    public string? At(string path)
    {
        JsonNode? node = Json;
        foreach (var part in path.Split('.'))
        {
            node = node switch
            {
                JsonObject json => json[part],
                JsonArray list when int.TryParse(part, out var index) && index < list.Count => list[index],
                _ => null,
            };
        }

        return node?.ToString();
    }
}

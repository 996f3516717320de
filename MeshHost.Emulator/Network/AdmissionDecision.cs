using System.Text.Json.Nodes;

namespace MeshHost.Emulator.Network;

/// <summary>What a webhook decides.</summary>
/// <param name="Denial">Why the object is refused, or <see langword="null"/> when it isn't.</param>
/// <param name="Patch">The JSON patch that changes the object.</param>
internal sealed record AdmissionDecision(string? Denial = null, JsonArray? Patch = null)
{
    public static readonly AdmissionDecision Allow = new();

    public IReadOnlyList<string> Warnings { get; init; } = [];
}

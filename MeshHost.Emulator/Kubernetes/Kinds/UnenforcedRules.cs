using System.Text.Json.Nodes;

namespace MeshHost.Emulator.Kubernetes.Kinds;

/// <summary>Kinds that are kept and served, and have no effect, which the answer to every write says.</summary>
internal sealed class UnenforcedRules(string effect) : KindRules
{
    public override void Warn(JsonObject obj, Action<string> warn) => warn($"the emulator does not {effect}");
}

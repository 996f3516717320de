using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Kubernetes.Kinds;

/// <summary>Network policies: they limit ingress, and egress where they speak of it.</summary>
internal sealed class NetworkPolicyRules : KindRules
{
    public override void Default(JsonObject obj)
    {
        if (obj.Object("spec") is { } spec && spec["policyTypes"] is null)
        {
            spec["policyTypes"] = spec["egress"] is null ? new JsonArray("Ingress") : new JsonArray("Ingress", "Egress");
        }
    }
}

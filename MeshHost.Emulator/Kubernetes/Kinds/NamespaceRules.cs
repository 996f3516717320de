using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Kubernetes.Kinds;

/// <summary>Namespaces: the finalizer that keeps them until they are empty, and the label of their name.</summary>
internal sealed class NamespaceRules : KindRules
{
    public override void Default(JsonObject obj) =>
        obj.Metadata().Ensure("labels")["kubernetes.io/metadata.name"] = obj.Name();

    public override void PrepareForCreate(JsonObject obj)
    {
        obj.Ensure("spec")["finalizers"] = new JsonArray("kubernetes");
        obj["status"] = new JsonObject { ["phase"] = "Active" };
    }

    public override void PrepareForUpdate(JsonObject obj, JsonObject old)
    {
        // Only the finalize subresource takes it away.
        if (old["spec"] is { } spec)
        {
            obj["spec"] = spec.DeepClone();
        }
    }
}

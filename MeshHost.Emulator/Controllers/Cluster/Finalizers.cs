using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Controllers.Cluster;

/// <summary>Adds and removes entries of <c>metadata.finalizers</c>.</summary>
internal static class Finalizers
{
    public static bool Has(JsonObject obj, string finalizer) => obj.Object("metadata").Array("finalizers").Texts().Contains(finalizer);

    public static bool Add(JsonObject obj, string finalizer)
    {
        if (Has(obj, finalizer))
        {
            return false;
        }

        var metadata = obj.Metadata();
        if (metadata["finalizers"] is not JsonArray finalizers)
        {
            metadata["finalizers"] = finalizers = [];
        }

        finalizers.Add(finalizer);
        return true;
    }

    public static bool Remove(JsonObject obj, string finalizer)
    {
        if (obj.Object("metadata").Array("finalizers") is not { } finalizers
            || finalizers.FirstOrDefault(item => item.AsText() == finalizer) is not { } entry)
        {
            return false;
        }

        finalizers.Remove(entry);
        if (finalizers.Count == 0)
        {
            obj.Metadata().Remove("finalizers");
        }

        return true;
    }
}

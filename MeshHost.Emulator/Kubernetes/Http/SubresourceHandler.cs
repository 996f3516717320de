using System.Globalization;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Operations;
using MeshHost.Emulator.Kubernetes.Patching;
using MeshHost.Emulator.Kubernetes.Types;
using MeshHost.Emulator.Kubernetes.Validation;

namespace MeshHost.Emulator.Kubernetes.Http;

/// <summary>Answers the subresources that are not streams and not the object itself: scale, binding, eviction, token, finalize.</summary>
internal sealed class SubresourceHandler(ClusterState state, ObjectOperations operations, TokenIssuer tokens)
{
    public async Task ScaleAsync(ApiRequest request, ResourceType type, string? ns, string name)
    {
        var paths = type.Scale ?? throw ApiErrors.UnknownPath();
        var stored = state.Find(type, ns, name) ?? throw ApiErrors.NotFound(type, name);
        var current = state.FromStorage(type, stored);
        var scale = ScaleDocument.Of(current, paths);
        if (request.Method == "GET")
        {
            await ApiResponse.WriteAsync(request.Http, 200, scale).ConfigureAwait(false);
            return;
        }

        var context = request.ToWriteContext("scale");
        var body = await request.ReadAnyBodyAsync().ConfigureAwait(false);
        var desired = request.Method == "PUT"
            ? body as JsonObject ?? throw ApiErrors.BadRequest("the body is not a Scale")
            : PatchScale(request, type, scale, body);
        if (desired.Object("metadata").Text("resourceVersion") is { Length: > 0 } version && version != current.Object("metadata").Text("resourceVersion"))
        {
            throw ApiErrors.Modified(type, name);
        }

        var replicas = desired.Object("spec").Integer("replicas") ?? 0;
        if (replicas < 0)
        {
            throw new StatusException(422, "Invalid", $"Scale.autoscaling \"{name}\" is invalid: spec.replicas: Invalid value: {replicas}: must be greater than or equal to 0")
            {
                Name = name,
                Group = "autoscaling",
                Kind = "Scale",
                Causes = [FieldFault.Invalid("spec.replicas", replicas.ToString(CultureInfo.InvariantCulture), "must be greater than or equal to 0").ToCause()],
            };
        }

        var written = await operations.PatchAsync(type, ns, name, obj => ScaleDocument.SetReplicas(obj, paths, replicas), context, request.Aborted).ConfigureAwait(false);
        ApiResponse.AddWarnings(request.Http, context);
        await ApiResponse.WriteAsync(request.Http, 200, ScaleDocument.Of(written, paths)).ConfigureAwait(false);
    }

    public async Task BindAsync(ApiRequest request, ResourceType pods, string? ns, string name)
    {
        var body = await request.ReadBodyAsync().ConfigureAwait(false);
        var node = body.Object("target").Text("name") ?? throw ApiErrors.BadRequest("a binding needs a target");
        await operations.PatchAsync(
            pods,
            ns,
            name,
            pod =>
            {
                if (pod.Object("spec").Text("nodeName") is { Length: > 0 } taken)
                {
                    throw ApiErrors.Conflict(pods, name, $"pod {name} is already assigned to node \"{taken}\"");
                }

                pod.Ensure("spec")["nodeName"] = node;
                return pod;
            },
            request.ToWriteContext(),
            request.Aborted).ConfigureAwait(false);
        await ApiResponse.WriteAsync(request.Http, 201, new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success", ["code"] = 201 }).ConfigureAwait(false);
    }

    /// <summary>Evicts a pod unless a disruption budget that selects it allows none.</summary>
    public async Task EvictAsync(ApiRequest request, ResourceType pods, string? ns, string name)
    {
        var body = await request.ReadBodyAsync().ConfigureAwait(false);
        var pod = state.Find(pods, ns, name)?.Json ?? throw ApiErrors.NotFound(pods, name);
        var labels = pod.Object("metadata").Object("labels");
        var (budgets, _) = state.Store.List("policy", "poddisruptionbudgets", ns);
        var exhausted = budgets.Select(stored => stored.Json).FirstOrDefault(budget =>
            Selectors.LabelSelector.FromObject(budget.Object("spec").Object("selector")).Matches(labels)
            && (budget.Object("status").Integer("disruptionsAllowed") ?? 0) <= 0);
        if (exhausted is not null)
        {
            throw new StatusException(429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.")
            {
                RetryAfterSeconds = 10,
                Causes = [new StatusCause("DisruptionBudget", $"The disruption budget {exhausted.Name()} needs {exhausted.Object("status").Integer("desiredHealthy") ?? 0} healthy pods and has {exhausted.Object("status").Integer("currentHealthy") ?? 0} currently", "")],
            };
        }

        var grace = body.Object("deleteOptions").Integer("gracePeriodSeconds");
        await operations.DeleteAsync(pods, ns, name, new DeleteRequest { GracePeriodSeconds = (int?)grace }, request.ToWriteContext(), request.Aborted).ConfigureAwait(false);
        await ApiResponse.WriteAsync(request.Http, 201, new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success", ["code"] = 201 }).ConfigureAwait(false);
    }

    public async Task IssueTokenAsync(ApiRequest request, ResourceType accounts, string? ns, string name)
    {
        var account = state.Find(accounts, ns, name)?.Json ?? throw ApiErrors.NotFound(accounts, name);
        var body = await request.ReadBodyAsync().ConfigureAwait(false);
        await ApiResponse.WriteAsync(request.Http, 201, tokens.Issue(account, body)).ConfigureAwait(false);
    }

    /// <summary>Takes a namespace's last finalizer away.</summary>
    public async Task FinalizeAsync(ApiRequest request, ResourceType namespaces, string name)
    {
        var body = await request.ReadBodyAsync().ConfigureAwait(false);
        var context = request.ToWriteContext("finalize");
        var written = await operations.PatchAsync(
            namespaces,
            null,
            name,
            current =>
            {
                current["spec"] = body["spec"]?.DeepClone() ?? new JsonObject();
                return current;
            },
            context,
            request.Aborted).ConfigureAwait(false);
        await ApiResponse.WriteAsync(request.Http, 200, written).ConfigureAwait(false);
    }

    private static JsonObject PatchScale(ApiRequest request, ResourceType type, JsonObject scale, JsonNode body)
    {
        if (request.ContentType == "application/apply-patch+yaml")
        {
            return body as JsonObject ?? throw ApiErrors.BadRequest("the applied configuration is not an object");
        }

        // A strategic patch of a Scale has nothing to merge by key, so that it is a merge patch.
        var mediaType = request.ContentType == "application/strategic-merge-patch+json" ? "application/merge-patch+json" : request.ContentType;
        return Patches.Create(mediaType, type, body)(scale);
    }
}

using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Operations;
using MeshHost.Emulator.Kubernetes.Patching;
using MeshHost.Emulator.Kubernetes.Selectors;
using MeshHost.Emulator.Kubernetes.Tables;
using MeshHost.Emulator.Kubernetes.Types;

namespace MeshHost.Emulator.Kubernetes.Http;

/// <summary>Answers POST, PUT, PATCH and DELETE of objects.</summary>
internal sealed class WriteHandler(ClusterState state, ObjectOperations operations, TableRenderer tables)
{
    public async Task CreateAsync(ApiRequest request, ResourceType type, string? ns)
    {
        var context = request.ToWriteContext();
        var body = await request.ReadBodyAsync().ConfigureAwait(false);
        var created = await operations.CreateAsync(type, ns, body, context, request.Aborted).ConfigureAwait(false);
        await AnswerAsync(request, context, 201, type, created).ConfigureAwait(false);
    }

    public async Task ReplaceAsync(ApiRequest request, ResourceType type, string? ns, string name, string? subresource)
    {
        var context = request.ToWriteContext(subresource);
        var body = await request.ReadBodyAsync().ConfigureAwait(false);
        if (type.Custom is not null && string.IsNullOrEmpty(body.Object("metadata").Text("resourceVersion")))
        {
            throw ApiErrors.Invalid(type, name, [Validation.FieldFault.Invalid("metadata.resourceVersion", "0x0", "must be specified for an update")]);
        }

        var result = await operations.ReplaceAsync(type, ns, name, body, context, request.Aborted).ConfigureAwait(false);
        await AnswerAsync(request, context, 200, type, result.Object).ConfigureAwait(false);
    }

    public async Task PatchAsync(ApiRequest request, ResourceType type, string? ns, string name, string? subresource)
    {
        var context = request.ToWriteContext(subresource);
        Patches.CheckMediaType(request.ContentType, type);
        var body = await request.ReadAnyBodyAsync().ConfigureAwait(false);
        if (request.ContentType == "application/apply-patch+yaml")
        {
            if (string.IsNullOrEmpty(request.Query("fieldManager")))
            {
                throw new StatusException(422, "Invalid", "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch");
            }

            var configuration = body as JsonObject ?? throw ApiErrors.BadRequest("the applied configuration is not an object");
            var result = await operations.ApplyAsync(type, ns, name, configuration, context, request.Aborted).ConfigureAwait(false);
            await AnswerAsync(request, context, result.Created ? 201 : 200, type, result.Object).ConfigureAwait(false);
            return;
        }

        var patch = Patches.Create(request.ContentType, type, body);
        var patched = await operations.PatchAsync(type, ns, name, patch, context, request.Aborted).ConfigureAwait(false);
        await AnswerAsync(request, context, 200, type, patched).ConfigureAwait(false);
    }

    public async Task DeleteAsync(ApiRequest request, ResourceType type, string? ns, string name)
    {
        var context = request.ToWriteContext();
        var options = await ReadOptionsAsync(request).ConfigureAwait(false);
        if (options.DryRun)
        {
            context = new WriteContext { DryRun = true, User = request.User, FieldManager = context.FieldManager };
        }

        var result = await operations.DeleteAsync(type, ns, name, options.Delete, context, request.Aborted).ConfigureAwait(false);
        var gone = !result.IsTerminating();
        var isReturned = !gone || type is { Group: "", Plural: "pods" };
        ApiResponse.AddWarnings(request.Http, context);
        await ApiResponse.WriteAsync(
            request.Http,
            200,
            isReturned ? result : ApiResponse.Success(name, type.Group, type.Plural, result.Uid())).ConfigureAwait(false);
    }

    public async Task DeleteCollectionAsync(ApiRequest request, ResourceType type, string? ns)
    {
        var context = request.ToWriteContext();
        var labels = LabelSelector.Parse(request.Query("labelSelector"));
        var fields = FieldSelector.Parse(type, request.Query("fieldSelector"));
        var options = await ReadOptionsAsync(request).ConfigureAwait(false);
        var (items, _) = state.Store.List(type.Group, type.Plural, ns);
        var deleted = new List<JsonObject>();
        foreach (var item in items.Where(item => labels.Matches(item.Json.Object("metadata").Object("labels")) && fields.Matches(item.Json)))
        {
            try
            {
                deleted.Add(await operations.DeleteAsync(
                    type, item.Json.Namespace(), item.Json.Name(), options.Delete, context, request.Aborted).ConfigureAwait(false));
            }
            catch (StatusException exception) when (exception.Code == 404)
            {
                // Somebody else was faster: it is gone, which is what was asked for.
            }
        }

        var metadata = new JsonObject { ["resourceVersion"] = $"{state.Store.Revision}" };
        await ApiResponse.WriteAsync(request.Http, 200, new ObjectRenderer(state, tables, request).List(type, deleted, metadata)).ConfigureAwait(false);
    }

    private static async Task<(DeleteRequest Delete, bool DryRun)> ReadOptionsAsync(ApiRequest request)
    {
        var body = await request.ReadBodyAsync().ConfigureAwait(false);
        var preconditions = body.Object("preconditions");
        var propagation = body.Text("propagationPolicy") ?? request.Query("propagationPolicy");
        if (propagation is null && (body.Boolean("orphanDependents") ?? false))
        {
            propagation = "Orphan";
        }

        var grace = body.Integer("gracePeriodSeconds")
            ?? (long.TryParse(request.Query("gracePeriodSeconds"), System.Globalization.CultureInfo.InvariantCulture, out var seconds) ? seconds : null);
        return (
            new DeleteRequest
            {
                Propagation = propagation ?? "Background",
                GracePeriodSeconds = (int?)grace,
                PreconditionUid = preconditions.Text("uid"),
                PreconditionResourceVersion = preconditions.Text("resourceVersion"),
            },
            body.Array("dryRun").Texts().Contains("All"));
    }

    private Task AnswerAsync(ApiRequest request, WriteContext context, int code, ResourceType type, JsonObject obj)
    {
        ApiResponse.AddWarnings(request.Http, context);
        return ApiResponse.WriteAsync(request.Http, code, new ObjectRenderer(state, tables, request).Single(type, obj));
    }
}

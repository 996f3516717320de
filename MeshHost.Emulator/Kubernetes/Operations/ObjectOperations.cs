using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Admission;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Types;
using MeshHost.Emulator.Kubernetes.Validation;

namespace MeshHost.Emulator.Kubernetes.Operations;

/// <summary>
/// Writes objects as the real server does, in its order: decode, default, own fields, admit (mutating), validate, admit (validating), store.
/// Reads go to the store directly; every write of HTTP and of controllers goes through here.
/// </summary>
internal sealed class ObjectOperations(ClusterState state, AdmissionChain admission, ObjectPreparation preparation)
{
    /// <summary>How often a read-modify-write starts again when another writer was faster.</summary>
    private const int ConflictRetries = 16;

    public async Task<JsonObject> CreateAsync(ResourceType type, string? ns, JsonObject body, WriteContext context, CancellationToken ct)
    {
        var obj = BodyDecoder.Decode(type, body, context);
        preparation.PrepareForCreate(type, ns, obj);
        state.ManagedFields.Update(type, live: null, obj, context);
        return await InsertAsync(type, obj, context, ct).ConfigureAwait(false);
    }

    /// <summary>Replaces an object (PUT), or only its status.</summary>
    public async Task<WriteResult> ReplaceAsync(
        ResourceType type, string? ns, string name, JsonObject body, WriteContext context, CancellationToken ct)
    {
        var desired = BodyDecoder.Decode(type, body, context);
        ObjectPreparation.CheckNames(type, ns, name, desired);
        if (state.Find(type, ns, name) is null)
        {
            throw ApiErrors.NotFound(type, name);
        }

        var version = desired.Object("metadata").Text("resourceVersion");
        var written = await ModifyAsync(type, ns, name, context, _ => desired.Copy(), string.IsNullOrEmpty(version) ? null : version, ct).ConfigureAwait(false);
        return new WriteResult(written, Created: false);
    }

    /// <summary>Reads, changes and writes an object; a patch that names a resourceVersion must meet it.</summary>
    public async Task<JsonObject> PatchAsync(
        ResourceType type, string? ns, string name, Func<JsonObject, JsonObject> patch, WriteContext context, CancellationToken ct) =>
        await ModifyAsync(
            type,
            ns,
            name,
            context,
            current =>
            {
                var patched = BodyDecoder.Decode(type, patch(current), context);
                ObjectPreparation.CheckNames(type, ns, name, patched);
                return patched;
            },
            expectedVersion: null,
            ct).ConfigureAwait(false);

    /// <summary>Server-side apply: creates the object, or merges the fields that the manager says it wants.</summary>
    public async Task<WriteResult> ApplyAsync(
        ResourceType type, string? ns, string name, JsonObject configuration, WriteContext context, CancellationToken ct)
    {
        BodyDecoder.CheckAppliedConfiguration(type, ns, name, configuration);
        var wanted = BodyDecoder.Decode(type, configuration, context, keepNulls: true);
        for (var attempt = 0; ; attempt++)
        {
            if (state.Find(type, ns, name) is null)
            {
                if (context.Subresource is not null)
                {
                    throw ApiErrors.NotFound(type, name);
                }

                var created = wanted.Copy();
                created.Metadata()["name"] ??= name;
                if (created.Object("metadata").Text("uid") is not null)
                {
                    throw ApiErrors.Conflict(type, name, $"uid mismatch: the provided object specified uid {created.Uid()}, and no existing object was found");
                }

                var fresh = state.ManagedFields.Apply(type, live: null, created, context);
                preparation.PrepareForCreate(type, ns, fresh);
                try
                {
                    return new WriteResult(await InsertAsync(type, fresh, context, ct).ConfigureAwait(false), Created: true);
                }
                catch (StatusException exception) when (exception.Reason == "AlreadyExists" && attempt < ConflictRetries)
                {
                    continue;
                }
            }

            var version = wanted.Object("metadata").Text("resourceVersion");
            var merged = await ModifyAsync(
                type, ns, name, context, current => state.ManagedFields.Apply(type, current, wanted, context), version, ct, owned: true).ConfigureAwait(false);
            return new WriteResult(merged, Created: false);
        }
    }

    /// <summary>Deletes an object at once, or marks it terminating while finalizers or a grace period hold it.</summary>
    public async Task<JsonObject> DeleteAsync(
        ResourceType type, string? ns, string name, DeleteRequest request, WriteContext context, CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            var key = ClusterState.Key(type, ns, name);
            var current = state.Store.Get(type.Group, type.Plural, key) ?? throw ApiErrors.NotFound(type, name);
            CheckPreconditions(type, name, request, current.Json);
            if (attempt == 0 && context.Admission)
            {
                await admission.ValidateAsync(type, "DELETE", obj: null, current.Json, context, ct).ConfigureAwait(false);
            }

            var terminating = Deletion.Mark(type, current.Json, request, state.Time.GetUtcNow());
            if (context.DryRun)
            {
                return terminating ?? current.Json.Copy();
            }

            if (terminating is null)
            {
                if (state.Store.TryRemove(type.Group, type.Plural, key, current) is { } removed)
                {
                    state.NotifyRemoved(type, removed.Json);
                    return removed.Json.Copy();
                }
            }
            else if (JsonNode.DeepEquals(terminating, current.Json))
            {
                return terminating;
            }
            else if (state.Store.TryReplace(type.Group, type.Plural, key, current, terminating) is { } marked)
            {
                state.NotifyWritten(type, marked.Json);
                return marked.Json.Copy();
            }

            if (attempt >= ConflictRetries)
            {
                throw ApiErrors.Modified(type, name);
            }
        }
    }

    private static void CheckPreconditions(ResourceType type, string name, DeleteRequest request, JsonObject current)
    {
        if (request.PreconditionUid is { } uid && uid != current.Uid())
        {
            throw ApiErrors.Conflict(type, name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {current.Uid()}");
        }

        var version = current.Object("metadata").Text("resourceVersion");
        if (request.PreconditionResourceVersion is { } expected && expected != version)
        {
            throw ApiErrors.Conflict(
                type, name, $"Precondition failed: ResourceVersion in precondition: {expected}, ResourceVersion in object meta: {version}");
        }
    }

    private async Task<JsonObject> InsertAsync(ResourceType type, JsonObject obj, WriteContext context, CancellationToken ct)
    {
        obj = await admission.MutateAsync(type, "CREATE", obj, old: null, context, ct).ConfigureAwait(false);
        preparation.Finish(type, obj, old: null);
        preparation.Validate(type, obj, old: null, context);
        await admission.ValidateAsync(type, "CREATE", obj, old: null, context, ct).ConfigureAwait(false);
        var key = ClusterState.Key(type, obj.Namespace(), obj.Name());
        if (context.DryRun)
        {
            preparation.Release(type, obj);
            return state.Store.Get(type.Group, type.Plural, key) is null ? obj : throw ApiErrors.AlreadyExists(type, obj.Name());
        }

        var stored = state.Store.TryCreate(type.Group, type.Plural, key, state.ToStorage(type, obj));
        if (stored is null)
        {
            preparation.Release(type, obj);
            throw ApiErrors.AlreadyExists(type, obj.Name());
        }

        state.NotifyWritten(type, stored.Json);
        return state.FromStorage(type, stored);
    }

    private async Task<JsonObject> ModifyAsync(
        ResourceType type,
        string? ns,
        string name,
        WriteContext context,
        Func<JsonObject, JsonObject> change,
        string? expectedVersion,
        CancellationToken ct,
        bool owned = false)
    {
        for (var attempt = 0; ; attempt++)
        {
            var key = ClusterState.Key(type, ns, name);
            var existing = state.Store.Get(type.Group, type.Plural, key) ?? throw ApiErrors.NotFound(type, name);
            var current = state.FromStorage(type, existing);
            var currentVersion = current.Object("metadata").Text("resourceVersion");
            if (expectedVersion is not null && expectedVersion != currentVersion)
            {
                throw ApiErrors.Modified(type, name);
            }

            var desired = change(current.Copy());
            if (desired.Object("metadata").Text("resourceVersion") is { Length: > 0 } stated && stated != currentVersion)
            {
                throw ApiErrors.Modified(type, name);
            }

            preparation.PrepareForUpdate(type, desired, current, context.Subresource);
            if (!owned)
            {
                state.ManagedFields.Update(type, current, desired, context);
            }

            desired = await admission.MutateAsync(type, "UPDATE", desired, current, context, ct).ConfigureAwait(false);
            preparation.Finish(type, desired, current);
            preparation.Validate(type, desired, current, context);
            await admission.ValidateAsync(type, "UPDATE", desired, current, context, ct).ConfigureAwait(false);
            if (JsonNode.DeepEquals(desired, current))
            {
                return current;
            }

            ObjectPreparation.CountGeneration(type, desired, current, context.Subresource);
            if (context.DryRun)
            {
                return desired;
            }

            var written = Deletion.IsFinished(type, desired)
                ? state.Store.TryRemove(type.Group, type.Plural, key, existing)
                : state.Store.TryReplace(type.Group, type.Plural, key, existing, state.ToStorage(type, desired));
            if (written is not null)
            {
                if (Deletion.IsFinished(type, desired))
                {
                    state.NotifyRemoved(type, written.Json);
                }
                else
                {
                    state.NotifyWritten(type, written.Json);
                }

                return state.FromStorage(type, written);
            }

            if (attempt >= ConflictRetries)
            {
                throw ApiErrors.Modified(type, name);
            }
        }
    }
}

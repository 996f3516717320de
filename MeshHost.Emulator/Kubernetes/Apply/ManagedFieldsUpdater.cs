using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Operations;
using MeshHost.Emulator.Kubernetes.Types;

namespace MeshHost.Emulator.Kubernetes.Apply;

/// <summary>
/// Keeps metadata.managedFields: who owns which field. Writers by update own what they change; appliers own what they state, meet a
/// conflict where another owns a field they change, and lose from the object what they no longer state and nobody else owns.
/// </summary>
internal sealed class ManagedFieldsUpdater(TypeRegistry types, TimeProvider time)
{
    private static readonly string[] s_systemMetadata =
        ["name", "namespace", "creationTimestamp", "selfLink", "uid", "generation", "managedFields", "resourceVersion", "deletionTimestamp", "deletionGracePeriodSeconds"];

    /// <summary>Records a create, replace or patch: <paramref name="obj"/> is what will be stored, its managedFields are set.</summary>
    public void Update(ResourceType type, JsonObject? live, JsonObject obj, WriteContext context)
    {
        // A caller may hand managedFields back changed (kubectl does when it moves to server-side apply), or clear them with one empty entry.
        var stated = obj.Object("metadata").Array("managedFields");
        var entries = FieldManagerEntry.ReadAll(stated is { Count: > 0 } ? obj : live);
        var schema = SchemaOf(type);
        var difference = FieldSetBuilder.Compare(
            schema, Owned(type, live, context.Subresource) ?? [], Owned(type, obj, context.Subresource));
        var changed = difference.Added.Union(difference.Modified);
        var kept = new List<FieldManagerEntry>();
        var mine = default(FieldManagerEntry);
        foreach (var entry in entries)
        {
            if (entry.IsOf(context.FieldManager, FieldManagerEntry.UpdateOperation, type.ApiVersion, context.Subresource ?? ""))
            {
                mine = entry;
                continue;
            }

            Keep(kept, entry, entry.Fields.Except(changed).Except(difference.Removed));
        }

        var fields = (mine?.Fields ?? new FieldSet()).Union(changed).Except(difference.Removed);
        Add(kept, mine, fields, context, type, FieldManagerEntry.UpdateOperation);
        Write(obj, kept);
    }

    /// <summary>Merges an applied configuration; the result has its managedFields.</summary>
    /// <exception cref="StatusException">Another manager owns a field that would change, and force is not given.</exception>
    public JsonObject Apply(ResourceType type, JsonObject? live, JsonObject configuration, WriteContext context)
    {
        var schema = SchemaOf(type);
        var wanted = (JsonObject)configuration.DeepClone();
        wanted.Object("metadata")?.Remove("managedFields");
        if (context.Subresource == "status")
        {
            wanted = new JsonObject { ["apiVersion"] = type.ApiVersion, ["kind"] = type.Kind, ["metadata"] = live?["metadata"]?.DeepClone(), ["status"] = wanted["status"]?.DeepClone() };
        }

        var stated = FieldSetBuilder.Of(schema, Owned(type, wanted, context.Subresource));
        var merged = (JsonObject)(ObjectMerger.Merge(schema, live, wanted) ?? wanted);
        var entries = FieldManagerEntry.ReadAll(live);
        var mine = entries.Find(entry => entry.IsOf(context.FieldManager, FieldManagerEntry.ApplyOperation, type.ApiVersion, context.Subresource ?? ""));
        if (mine is not null)
        {
            entries.Remove(mine);
            var owned = entries.Aggregate(stated, (union, entry) => union.Union(entry.Fields)).WithNamedParents(schema);
            ObjectMerger.Remove(schema, merged, mine.Fields.WithNamedParents(schema).Except(owned));
        }

        var difference = FieldSetBuilder.Compare(schema, Owned(type, live, context.Subresource) ?? [], Owned(type, merged, context.Subresource));
        var changed = difference.Added.Union(difference.Modified);
        var kept = new List<FieldManagerEntry>();
        var conflicts = new List<(FieldManagerEntry Entry, FieldSet Fields)>();
        foreach (var entry in entries)
        {
            var conflict = entry.Fields.Intersect(changed);
            if (!conflict.IsEmpty && live is not null)
            {
                conflicts.Add((entry, conflict));
            }

            Keep(kept, entry, entry.Fields.Except(conflict).Except(difference.Removed));
        }

        if (conflicts.Count > 0 && !context.Force)
        {
            throw ApplyConflict.Create(conflicts);
        }

        Add(kept, mine, stated, context, type, FieldManagerEntry.ApplyOperation);
        Write(merged, kept);
        return merged;
    }

    /// <summary>The part of an object whose fields are owned by a write to the object or to its status.</summary>
    private static JsonObject? Owned(ResourceType type, JsonObject? obj, string? subresource)
    {
        if (obj is null)
        {
            return null;
        }

        var owned = new JsonObject();
        foreach (var (name, value) in obj)
        {
            if (name is "apiVersion" or "kind")
            {
                continue;
            }

            if (name == "metadata")
            {
                var metadata = (JsonObject)value!.DeepClone();
                foreach (var field in s_systemMetadata)
                {
                    metadata.Remove(field);
                }

                if (metadata.Count > 0 && subresource != "status")
                {
                    owned[name] = metadata;
                }
            }
            else if ((subresource == "status") == (type.HasStatus && name == "status"))
            {
                owned[name] = value?.DeepClone();
            }
        }

        return owned;
    }

    private static void Keep(List<FieldManagerEntry> kept, FieldManagerEntry entry, FieldSet fields)
    {
        if (!fields.IsEmpty)
        {
            kept.Add(entry with { Fields = fields });
        }
    }

    private static void Write(JsonObject obj, List<FieldManagerEntry> entries)
    {
        var metadata = obj.Metadata();
        metadata.Remove("managedFields");
        if (entries.Count > 0)
        {
            metadata["managedFields"] = new JsonArray([.. entries
                .OrderBy(entry => entry.Operation, StringComparer.Ordinal)
                .ThenBy(entry => entry.Time, StringComparer.Ordinal)
                .ThenBy(entry => entry.Manager, StringComparer.Ordinal)
                .Select(entry => (JsonNode)entry.ToJson())]);
        }
    }

    private Schema SchemaOf(ResourceType type)
    {
        if (type.Schema.Properties.ContainsKey("metadata"))
        {
            return type.Schema;
        }

        var schema = new Schema { Kind = SchemaKind.Object, PreserveUnknown = true };
        schema.Properties["metadata"] = new SchemaProperty("metadata", types.BuiltIn.ObjectMeta);
        return schema;
    }

    private void Add(
        List<FieldManagerEntry> kept, FieldManagerEntry? before, FieldSet fields, WriteContext context, ResourceType type, string operation)
    {
        if (fields.IsEmpty)
        {
            return;
        }

        var same = before is not null && before.ApiVersion == type.ApiVersion && before.Fields.SetEquals(fields);
        kept.Add(new FieldManagerEntry(
            context.FieldManager, operation, type.ApiVersion, context.Subresource ?? "", fields, same ? before!.Time : Deletion.Timestamp(time.GetUtcNow())));
    }
}

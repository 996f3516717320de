using System.Text.Json.Nodes;

namespace MeshHost.Kubernetes.Ownership;

/// <summary>
/// Fields that have to change hands before an object is applied. An applier removes what it owns and does not declare; so what others have to give
/// up is made the applier's own first, and the apply that follows removes it, in one write and without a gap.
/// </summary>
internal sealed class FieldTakeover
{
    private readonly List<FieldManager> _managers;
    private readonly string _applier;

    private FieldTakeover(List<FieldManager> managers, string applier, FieldSet taken)
    {
        _managers = managers;
        _applier = applier;
        Taken = taken;
    }

    /// <summary>Gets the fields that change hands.</summary>
    public FieldSet Taken { get; }

    /// <summary>Finds what has to change hands before an object of ours is applied.</summary>
    /// <param name="desired">What will be applied.</param>
    /// <param name="live">The object.</param>
    /// <param name="applier">The field manager that applies.</param>
    /// <param name="force">Whether fields are taken from people who edited the object, too.</param>
    /// <param name="items">Items of lists that are in the way.</param>
    /// <returns>The takeover; <see langword="null"/> when nothing has to.</returns>
    public static FieldTakeover? Find(JsonObject desired, KubernetesObject live, string applier, bool force, FieldSet? items = null)
    {
        List<FieldManager> managers = FieldManager.ReadAll(live);
        FieldSet taken = items ?? (force ? KeyedLists.Renamed(desired, live.Json, managers, applier) : new FieldSet());
        List<FieldManager> left = [];
        FieldSet own = new();
        FieldManager? mine = null;
        FieldSet moved = new();
        foreach (FieldManager manager in managers)
        {
            if (manager.IsApplier(applier))
            {
                mine = manager;
                continue;
            }

            FieldSet given = ClientSideManagers.Includes(manager, applier, live.GroupVersionKind) ? manager.Fields
                : manager is { Operation: FieldManager.Update, IsOfMainResource: true } ? manager.Fields.Within(taken)
                : new FieldSet();
            moved = moved.Union(given);
            if (manager.Fields.Except(given) is { IsEmpty: false } rest)
            {
                left.Add(manager with { Fields = rest });
            }
        }

        if (moved.IsEmpty)
        {
            return null;
        }

        mine ??= FieldManager.NewApplier(applier, live.ApiVersion);
        own = mine.Fields.Union(moved);
        return new FieldTakeover([mine with { Fields = own }, .. left], applier, moved);
    }

    /// <summary>Whether client-side managers have entries in an object's metadata.</summary>
    public static bool IsNeeded(KubernetesObject metadata, GroupVersionKind kind, string applier) =>
        FieldManager.ReadAll(metadata).Any(manager => ClientSideManagers.Includes(manager, applier, kind));

    /// <summary>The patch that makes the fields ours, provided that the object is still the one that was read.</summary>
    public JsonArray ToPatch(KubernetesObject live) =>
    [
        new JsonObject
        {
            ["op"] = "replace",
            ["path"] = "/metadata/managedFields",
            ["value"] = new JsonArray([.. _managers.Select(manager => (JsonNode)manager.ToJson())]),
        },
        new JsonObject { ["op"] = "replace", ["path"] = "/metadata/resourceVersion", ["value"] = live.ResourceVersion },
    ];

    /// <summary>Takes out of an applied object what the takeover lets go: a dry run sees the object without the takeover.</summary>
    public void Complete(KubernetesObject applied)
    {
        List<FieldManager> managers = FieldManager.ReadAll(applied);
        FieldSet kept = managers.Where(manager => manager.IsApplier(_applier)).Concat(_managers.Where(manager => !manager.IsApplier(_applier)))
            .Aggregate(new FieldSet(), (union, manager) => union.Union(manager.Fields));
        FieldRemover.Remove(applied.Json, Taken.Except(kept), kept);
    }
}

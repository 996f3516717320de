using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Selectors;
using MeshHost.Emulator.Kubernetes.Storage;

namespace MeshHost.Emulator.Kubernetes.Http;

/// <summary>What a watch sees of a change: an object that stops matching is deleted for it, one that starts is added.</summary>
internal sealed record WatchFilter(string? Namespace, string? Name, LabelSelector Labels, FieldSelector Fields)
{
    public string? EventFor(StoreEvent change)
    {
        var matches = Matches(change.Object);
        if (change.Type == StoreEventType.Modified && change.Previous is { } previous)
        {
            return (Matches(previous), matches) switch
            {
                (true, true) => "MODIFIED",
                (true, false) => "DELETED",
                (false, true) => "ADDED",
                _ => null,
            };
        }

        return matches ? change.TypeName : null;
    }

    private bool Matches(StoredObject stored) =>
        (Namespace is null || stored.Json.Namespace() == Namespace)
        && (Name is null || stored.Json.Name() == Name)
        && Labels.Matches(stored.Json.Object("metadata").Object("labels"))
        && Fields.Matches(stored.Json);
}

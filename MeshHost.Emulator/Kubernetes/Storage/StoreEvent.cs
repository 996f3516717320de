namespace MeshHost.Emulator.Kubernetes.Storage;

/// <summary>A change of the store, with the object before it so that a selector can tell leaving from staying.</summary>
internal sealed record StoreEvent(StoreEventType Type, StoredObject Object, StoredObject? Previous)
{
    public string TypeName => Type switch
    {
        StoreEventType.Added => "ADDED",
        StoreEventType.Modified => "MODIFIED",
        _ => "DELETED",
    };
}

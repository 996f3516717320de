using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Apply;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Storage;
using MeshHost.Emulator.Kubernetes.Types;

namespace MeshHost.Emulator.Kubernetes.Operations;

/// <summary>What the parts of one API server share: objects, types, time, and who wants to know of writes.</summary>
internal sealed class ClusterState
{
    public ClusterState(TypeRegistry types, ObjectStore store, TimeProvider time)
    {
        Types = types;
        Store = store;
        Time = time;
        ManagedFields = new ManagedFieldsUpdater(types, time);
    }

    /// <summary>Raised after an object was created or changed.</summary>
    public event Action<ResourceType, JsonObject>? Written;

    /// <summary>Raised after an object is gone.</summary>
    public event Action<ResourceType, JsonObject>? Removed;

    public ObjectStore Store { get; }

    public TypeRegistry Types { get; }

    public TimeProvider Time { get; }

    public ManagedFieldsUpdater ManagedFields { get; }

    public static StoreKey Key(ResourceType type, string? ns, string name) => new(type.Namespaced ? ns ?? "" : "", name);

    public StoredObject? Find(ResourceType type, string? ns, string name) => Store.Get(type.Group, type.Plural, Key(type, ns, name));

    /// <summary>A private copy of a stored object, in the version that is asked for.</summary>
    public JsonObject FromStorage(ResourceType type, StoredObject stored)
    {
        var copy = stored.Json.Copy();
        if (copy.Text("apiVersion") != type.ApiVersion)
        {
            // Definitions convert with strategy None: only the version differs, and each version prunes and defaults on its own.
            copy["apiVersion"] = type.ApiVersion;
            Validation.Pruner.Prune(type.Schema, copy);
            Validation.Defaulter.Apply(type.Schema, copy);
        }

        return copy;
    }

    /// <summary>The object as it is stored: in the storage version, its first fields in the server's order.</summary>
    public JsonObject ToStorage(ResourceType type, JsonObject obj)
    {
        var apiVersion = type.Group.Length == 0 ? type.StorageVersion : $"{type.Group}/{type.StorageVersion}";
        var ordered = new JsonObject { ["kind"] = type.Kind, ["apiVersion"] = apiVersion, ["metadata"] = obj["metadata"]?.DeepClone() };
        foreach (var (name, value) in obj)
        {
            if (name is not ("kind" or "apiVersion" or "metadata"))
            {
                ordered[name] = value?.DeepClone();
            }
        }

        // What is written in another version is stored with the defaults of the version that all read.
        if (type.Version != type.StorageVersion && Types.FindStored(type.Group, type.Plural) is { } stored)
        {
            Validation.Defaulter.Apply(stored.Schema, ordered);
        }

        return ordered;
    }

    public void NotifyWritten(ResourceType type, JsonObject obj) => Written?.Invoke(type, obj);

    public void NotifyRemoved(ResourceType type, JsonObject obj) => Removed?.Invoke(type, obj);
}

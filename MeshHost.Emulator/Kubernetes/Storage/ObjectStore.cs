using System.Globalization;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Kubernetes.Storage;

/// <summary>
/// The cluster's memory: every object by resource, one revision counter for all (as etcd has), optimistic concurrency by resource version,
/// and a bounded history for watches. It knows nothing of kinds or rules; those are the operations' task.
/// </summary>
internal sealed class ObjectStore
{
    private const long FirstRevision = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Group, string Resource), Collection> _collections = [];
    private readonly ObjectJournal? _journal;
    private long _revision = FirstRevision;
    private long _compacted;

    /// <summary>Creates the store, with the objects that an earlier run has kept.</summary>
    /// <param name="journal">Where changes are kept, or <see langword="null"/> to keep them in memory.</param>
    public ObjectStore(ObjectJournal? journal = null)
    {
        _journal = journal;
        if (journal is null)
        {
            return;
        }

        foreach (var (group, resource, key, version, json) in journal.Read())
        {
            var objects = CollectionOf(group, resource).Objects;
            _revision = Math.Max(_revision, version);
            if (json is null)
            {
                objects.Remove(key);
            }
            else
            {
                objects[key] = new StoredObject(json, version);
            }
        }

        // What happened between two versions is gone with the process that knew it.
        Compact();
        journal.Rewrite(Everything());
    }

    /// <summary>The newest revision.</summary>
    public long Revision
    {
        get
        {
            lock (_gate)
            {
                return _revision;
            }
        }
    }

    /// <summary>Whether the store began with objects of an earlier run.</summary>
    public bool IsRestored => Revision > FirstRevision;

    /// <summary>Whether a page token of that revision is too old to go on with.</summary>
    public bool IsCompacted(long revision)
    {
        lock (_gate)
        {
            return revision < _compacted;
        }
    }

    public StoredObject? Get(string group, string resource, StoreKey key)
    {
        lock (_gate)
        {
            return CollectionOf(group, resource).Objects.GetValueOrDefault(key);
        }
    }

    public (IReadOnlyList<StoredObject> Items, long Revision) List(string group, string resource, string? ns)
    {
        lock (_gate)
        {
            var objects = CollectionOf(group, resource).Objects;
            return (ns is null ? [.. objects.Values] : [.. objects.Where(item => item.Key.Namespace == ns).Select(item => item.Value)], _revision);
        }
    }

    /// <summary>Stores a new object; <see langword="null"/> when one of that name exists.</summary>
    public StoredObject? TryCreate(string group, string resource, StoreKey key, JsonObject json)
    {
        lock (_gate)
        {
            var collection = CollectionOf(group, resource);
            if (collection.Objects.ContainsKey(key))
            {
                return null;
            }

            var stored = Stamp(json);
            collection.Objects[key] = stored;
            Keep(group, resource, key, stored.ResourceVersion, stored.Json);
            collection.Record(new StoreEvent(StoreEventType.Added, stored, null));
            return stored;
        }
    }

    /// <summary>Replaces <paramref name="expected"/>; <see langword="null"/> when it is no longer the current version.</summary>
    public StoredObject? TryReplace(string group, string resource, StoreKey key, StoredObject expected, JsonObject json)
    {
        lock (_gate)
        {
            var collection = CollectionOf(group, resource);
            if (!ReferenceEquals(collection.Objects.GetValueOrDefault(key), expected))
            {
                return null;
            }

            var stored = Stamp(json);
            collection.Objects[key] = stored;
            Keep(group, resource, key, stored.ResourceVersion, stored.Json);
            collection.Record(new StoreEvent(StoreEventType.Modified, stored, expected));
            return stored;
        }
    }

    /// <summary>Removes <paramref name="expected"/>; <see langword="null"/> when it is no longer the current version.</summary>
    public StoredObject? TryRemove(string group, string resource, StoreKey key, StoredObject expected)
    {
        lock (_gate)
        {
            var collection = CollectionOf(group, resource);
            if (!ReferenceEquals(collection.Objects.GetValueOrDefault(key), expected))
            {
                return null;
            }

            collection.Objects.Remove(key);
            var gone = Stamp(expected.Json.Copy());
            Keep(group, resource, key, gone.ResourceVersion, null);
            collection.Record(new StoreEvent(StoreEventType.Deleted, gone, expected));
            return gone;
        }
    }

    /// <summary>
    /// Watches a resource from <paramref name="fromVersion"/>, or from what exists now (as added) when that is <see langword="null"/>.
    /// Returns <see langword="null"/> when that version is older than history.
    /// </summary>
    public StoreWatch? Watch(string group, string resource, long? fromVersion)
    {
        lock (_gate)
        {
            var collection = CollectionOf(group, resource);
            var watch = new StoreWatch(Remove);
            if (fromVersion is { } version)
            {
                if (version < collection.CompactedVersion)
                {
                    return null;
                }

                foreach (var change in collection.Since(version))
                {
                    watch.Post(change);
                }
            }
            else
            {
                foreach (var stored in collection.Objects.Values)
                {
                    watch.Post(new StoreEvent(StoreEventType.Added, stored, null));
                }
            }

            watch.InitialVersion = _revision;
            collection.Watches.Add(watch);
            return watch;

            void Remove(StoreWatch gone)
            {
                lock (_gate)
                {
                    collection.Watches.Remove(gone);
                }
            }
        }
    }

    /// <summary>Drops history, so that watches from an older version get 410: what a client must survive.</summary>
    public void Compact()
    {
        lock (_gate)
        {
            _compacted = _revision;
            foreach (var collection in _collections.Values)
            {
                collection.Compact(_revision);
            }
        }
    }

    /// <summary>Ends every open watch, as a restart of the server does.</summary>
    public void EndWatches()
    {
        lock (_gate)
        {
            foreach (var watch in _collections.Values.SelectMany(collection => collection.Watches))
            {
                watch.Complete();
            }
        }
    }

    private IEnumerable<(string Group, string Resource, StoreKey Key, StoredObject Object)> Everything() =>
        _collections.SelectMany(c => c.Value.Objects.Select(o => (c.Key.Group, c.Key.Resource, o.Key, o.Value)));

    private void Keep(string group, string resource, StoreKey key, long version, JsonObject? json)
    {
        _journal?.Append(group, resource, key, version, json);
        if (_journal is { IsLong: true })
        {
            _journal.Rewrite(Everything());
        }
    }

    private Collection CollectionOf(string group, string resource)
    {
        if (!_collections.TryGetValue((group, resource), out var collection))
        {
            collection = new Collection();
            _collections[(group, resource)] = collection;
        }

        return collection;
    }

    private StoredObject Stamp(JsonObject json)
    {
        _revision++;
        json.Metadata()["resourceVersion"] = _revision.ToString(CultureInfo.InvariantCulture);
        return new StoredObject(json, _revision);
    }
}

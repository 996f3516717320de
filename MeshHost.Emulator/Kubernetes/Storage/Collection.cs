namespace MeshHost.Emulator.Kubernetes.Storage;

/// <summary>The objects of one resource, their recent changes and who watches. Guarded by the store's lock.</summary>
internal sealed class Collection
{
    /// <summary>How many changes a watch may resume over; older resource versions answer 410.</summary>
    public const int HistoryLimit = 4096;

    private readonly Queue<StoreEvent> _history = new();

    public SortedDictionary<StoreKey, StoredObject> Objects { get; } = [];

    public List<StoreWatch> Watches { get; } = [];

    /// <summary>The version of the newest change that history no longer holds.</summary>
    public long CompactedVersion { get; private set; }

    public void Record(StoreEvent change)
    {
        _history.Enqueue(change);
        if (_history.Count > HistoryLimit)
        {
            CompactedVersion = _history.Dequeue().Object.ResourceVersion;
        }

        foreach (var watch in Watches)
        {
            watch.Post(change);
        }
    }

    public IEnumerable<StoreEvent> Since(long version) => _history.Where(change => change.Object.ResourceVersion > version);

    /// <summary>Forgets the past, as etcd's compaction does.</summary>
    public void Compact(long version)
    {
        _history.Clear();
        CompactedVersion = version;
    }
}

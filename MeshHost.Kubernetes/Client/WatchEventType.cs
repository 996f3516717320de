namespace MeshHost.Kubernetes;

/// <summary>What a watch reports.</summary>
public enum WatchEventType
{
    /// <summary>The object is new to the watch: it existed when the watch began, or was created since.</summary>
    Added,

    /// <summary>The object changed.</summary>
    Modified,

    /// <summary>The object is gone, or no longer selected.</summary>
    Deleted,

    /// <summary>Everything that exists has been reported; what follows is live. Reported again after the watch had to start over.</summary>
    Synced,
}

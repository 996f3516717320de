namespace MeshHost.Lifecycle.Running;

/// <summary>How a node's run ended.</summary>
public enum NodeStatus
{
    /// <summary>The node is provisioned and healthy.</summary>
    Healthy,

    /// <summary>The node's own work failed.</summary>
    Failed,

    /// <summary>The node was not tried, because something that it depends on failed.</summary>
    Blocked,

    /// <summary>The host stopped while the node was at work. What it did stays; the next run continues from there.</summary>
    Interrupted,
}

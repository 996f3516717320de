namespace MeshHost.Lifecycle.Running;

/// <summary>What a node is run for.</summary>
internal enum NodeIntent
{
    /// <summary>Do what needs none of the node's dependencies, such as downloading a chart.</summary>
    Prepare,

    /// <summary>Compare the declared state with the observed one. Reads only.</summary>
    Plan,

    /// <summary>Converge to the declared state, and wait until the node is healthy.</summary>
    Provision,

    /// <summary>Tell once whether the node is as declared and healthy. Reads only.</summary>
    Check,

    /// <summary>Prove by real requests that the node does its work.</summary>
    Verify,

    /// <summary>Show the node's Kubernetes objects.</summary>
    Render,

    /// <summary>List what exists of the node. Reads only.</summary>
    List,

    /// <summary>Find out whether the node must not be removed. Reads only.</summary>
    CheckRemoval,

    /// <summary>Converge to absent.</summary>
    Destroy,
}

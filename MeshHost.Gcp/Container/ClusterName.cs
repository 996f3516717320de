namespace MeshHost.Gcp.Container;

/// <summary>Full name of a cluster.</summary>
/// <param name="Project">Project id.</param>
/// <param name="Location">Zone or region.</param>
/// <param name="Name">Name in the location.</param>
public sealed record ClusterName(string Project, string Location, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => $"cluster '{Name}' in {Location} of project '{Project}'";
}

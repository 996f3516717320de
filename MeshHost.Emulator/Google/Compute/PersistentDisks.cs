using System.Globalization;
using System.Text.Json.Nodes;

namespace MeshHost.Emulator.Google.Compute;

/// <summary>Makes and removes the disks of Kubernetes volumes. Like GKE's, they outlive their cluster.</summary>
internal sealed class PersistentDisks(ComputeContext context)
{
    /// <summary>Makes a disk, unless it exists.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="zone">Zone.</param>
    /// <param name="name">Name.</param>
    /// <param name="sizeGb">Size in GiB.</param>
    /// <param name="clusterName">The cluster.</param>
    public void Create(string project, string zone, string name, long sizeGb, string clusterName)
    {
        var path = $"projects/{project}/zones/{zone}/disks/{name}";
        if (context.State.Find(ComputeContext.Key(path)) is not null)
        {
            return;
        }

        // A regional cluster's location is its region.
        var isZonal = context.State.Find($"container/projects/{project}/locations/{zone}/clusters/{clusterName}") is not null;

        context.State.Put(ComputeContext.Key(path), new JsonObject
        {
            ["kind"] = "compute#disk",
            ["id"] = context.Identifiers.NextNumber(),
            ["creationTimestamp"] = context.Now(),
            ["name"] = name,
            ["description"] = "Disk created by GCE-PD CSI Driver",
            ["sizeGb"] = sizeGb.ToString(CultureInfo.InvariantCulture),
            ["status"] = "READY",
            ["type"] = ComputeLinks.Link($"projects/{project}/zones/{zone}/diskTypes/pd-balanced"),
            ["zone"] = ComputeLinks.Link($"projects/{project}/zones/{zone}"),
            ["labels"] = new JsonObject { ["goog-k8s-cluster-name"] = clusterName, ["goog-k8s-cluster-location"] = isZonal ? zone : Locations.RegionOf(zone), ["goog-gke-volume"] = "", ["goog-gke-cluster-id-base32"] = "emulated" },
            ["selfLink"] = ComputeLinks.Link(path),
        });
    }

    /// <summary>Removes a disk.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="zone">Zone.</param>
    /// <param name="name">Name.</param>
    /// <returns>Whether there was one.</returns>
    public bool Delete(string project, string zone, string name) => context.State.Remove(ComputeContext.Key($"projects/{project}/zones/{zone}/disks/{name}"));
}

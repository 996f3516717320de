namespace MeshHost.Resources.Gke;

/// <summary>Declared settings of a GKE cluster. Defaults are those of the how-to, safe ones where it leaves a choice.</summary>
public sealed class GkeClusterOptions
{
    /// <summary>Gets or sets the zone (<c>us-central1-a</c>) or region (<c>us-central1</c>) of the cluster.</summary>
    public string Location { get; set; } = "us-central1-a";

    /// <summary>Gets or sets the range of the nodes.</summary>
    public CidrRange NodeRange { get; set; } = CidrRange.Parse("10.10.0.0/20");

    /// <summary>Gets or sets the range of the pods.</summary>
    public CidrRange PodRange { get; set; } = CidrRange.Parse("10.20.0.0/16");

    /// <summary>Gets or sets the range of the services.</summary>
    public CidrRange ServiceRange { get; set; } = CidrRange.Parse("10.30.0.0/20");

    /// <summary>Gets or sets the range of the control plane, a /28.</summary>
    public CidrRange ControlPlaneRange { get; set; } = CidrRange.Parse("172.16.0.0/28");

    /// <summary>Gets the networks that may reach the control plane.</summary>
    public IList<GkeAuthorizedNetwork> AuthorizedNetworks { get; } = [];

    /// <summary>Gets the node pools.</summary>
    public IList<GkeNodePoolOptions> NodePools { get; } = [];

    /// <summary>Gets or sets the network that exists already and is used in place of an own one, or <see langword="null"/>.</summary>
    public GkeExistingNetwork? ExistingNetwork { get; set; }

    /// <summary>Gets or sets the release channel: RAPID, REGULAR, STABLE or EXTENDED.</summary>
    public string ReleaseChannel { get; set; } = "REGULAR";

    /// <summary>Gets or sets the version to create the cluster with, or <see langword="null"/> for the channel's default.</summary>
    public string? Version { get; set; }

    /// <summary>Gets or sets the start of the daily maintenance window in UTC, or <see langword="null"/> for any time.</summary>
    public TimeOnly? MaintenanceStart { get; set; }

    /// <summary>Gets or sets a value indicating whether Dataplane V2 is used. It cannot be changed later.</summary>
    public bool DataplaneV2 { get; set; }

    /// <summary>Gets or sets a value indicating whether nodes verify their boot.</summary>
    public bool ShieldedNodes { get; set; } = true;

    /// <summary>Gets the labels of the cluster besides those that mark it as ours.</summary>
    public IDictionary<string, string> Labels { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets the zones of the nodes; empty for Google's choice.</summary>
    public IList<string> NodeZones { get; } = [];

    /// <summary>Gets or sets a value indicating whether resources of the same names that we did not make are used. They are never deleted.</summary>
    public bool Adopt { get; set; }

    /// <summary>Gets or sets a value indicating whether resources are deleted and made again when an immutable field differs.</summary>
    public bool AllowReplacement { get; set; }

    /// <summary>Gets or sets a value indicating whether the cluster is deleted only with an explicit word.</summary>
    public bool DeletionProtection { get; set; }

    /// <summary>Gets or sets the file that a kubeconfig for people is written to once the cluster is up, or <see langword="null"/>.</summary>
    public string? KubeconfigPath { get; set; }

    /// <summary>Gets a value indicating whether the cluster spans the zones of a region.</summary>
    public bool IsRegional => Location.Count(c => c == '-') == 1;

    /// <summary>Gets the region of the cluster.</summary>
    public string Region => IsRegional ? Location : Location[..Math.Max(0, Location.LastIndexOf('-'))];
}

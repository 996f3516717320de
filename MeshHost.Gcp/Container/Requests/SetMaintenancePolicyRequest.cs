namespace MeshHost.Gcp.Container;

/// <summary>Body of clusters.setMaintenancePolicy.</summary>
internal sealed record SetMaintenancePolicyRequest(MaintenancePolicy MaintenancePolicy);

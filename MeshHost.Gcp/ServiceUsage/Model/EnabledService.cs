namespace MeshHost.Gcp.ServiceUsage;

/// <summary>The state of an API in a project.</summary>
public sealed record EnabledService
{
    /// <summary>projects/NUMBER/services/compute.googleapis.com.</summary>
    public string? Name { get; init; }

    /// <summary>ENABLED or DISABLED.</summary>
    public string? State { get; init; }
}

using MeshHost.Gcp.Http;

namespace MeshHost.Gcp.Compute;

/// <summary>Compute Engine: what a cluster's network needs, and what GKE leaves behind in it.</summary>
public sealed class ComputeClient
{
    private readonly GoogleCloudConnection _connection;

    internal ComputeClient(GoogleCloudConnection connection)
    {
        _connection = connection;
        Operations = new ComputeOperations(connection);
        Networks = new(connection, "network", "networks", "network", global: "networks");
        Subnetworks = new(connection, "subnetwork", "subnetworks", "subnetwork", regional: "subnetworks");
        Routers = new(connection, "router", "routers", "router", regional: "routers");
        Firewalls = new(connection, "firewall rule", "firewalls", "firewall", global: "firewalls");
        ForwardingRules = new(connection, "forwarding rule", "forwardingRules", "forwardingRule", global: "globalForwardingRules", regional: "forwardingRules");
        TargetPools = new(connection, "target pool", "targetPools", "targetPool", regional: "targetPools");
        BackendServices = new(connection, "backend service", "backendServices", "backendService", global: "backendServices", regional: "regionBackendServices");
        HealthChecks = new(connection, "health check", "healthChecks", "healthCheck", global: "healthChecks", regional: "regionHealthChecks");
        HttpHealthChecks = new(connection, "legacy HTTP health check", "httpHealthChecks", "httpHealthCheck", global: "httpHealthChecks");
        Addresses = new(connection, "address", "addresses", "address", global: "globalAddresses", regional: "addresses");
        NetworkEndpointGroups = new(
            connection, "network endpoint group", "networkEndpointGroups", "networkEndpointGroup", zonal: "networkEndpointGroups");
        InstanceGroups = new(connection, "instance group", "instanceGroups", "instanceGroup", zonal: "instanceGroups");
        Disks = new(connection, "disk", "disks", "disk", zonal: "disks");
    }

    /// <summary>Long-running operations.</summary>
    public ComputeOperations Operations { get; }

    /// <summary>VPC networks.</summary>
    public ComputeCollection<Network> Networks { get; }

    /// <summary>Subnetworks.</summary>
    public ComputeCollection<Subnetwork> Subnetworks { get; }

    /// <summary>Cloud Routers and their NAT gateways.</summary>
    public ComputeCollection<Router> Routers { get; }

    /// <summary>Firewall rules.</summary>
    public ComputeCollection<Firewall> Firewalls { get; }

    /// <summary>Forwarding rules of load balancers.</summary>
    public ComputeCollection<ForwardingRule> ForwardingRules { get; }

    /// <summary>Target pools of load balancers.</summary>
    public ComputeCollection<TargetPool> TargetPools { get; }

    /// <summary>Backend services of load balancers.</summary>
    public ComputeCollection<BackendService> BackendServices { get; }

    /// <summary>Health checks of load balancers.</summary>
    public ComputeCollection<HealthCheck> HealthChecks { get; }

    /// <summary>Legacy HTTP health checks of target pools.</summary>
    public ComputeCollection<HttpHealthCheck> HttpHealthChecks { get; }

    /// <summary>Reserved addresses.</summary>
    public ComputeCollection<Address> Addresses { get; }

    /// <summary>Network endpoint groups.</summary>
    public ComputeCollection<NetworkEndpointGroup> NetworkEndpointGroups { get; }

    /// <summary>Instance groups: the nodes of a pool in a zone.</summary>
    public ComputeCollection<InstanceGroup> InstanceGroups { get; }

    /// <summary>Persistent disks.</summary>
    public ComputeCollection<Disk> Disks { get; }

    /// <summary>Starts to switch private access to Google APIs; a PATCH of the subnetwork cannot.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="region">Region of the subnetwork.</param>
    /// <param name="subnetwork">Name of the subnetwork.</param>
    /// <param name="enabled">Whether nodes without external addresses reach Google APIs.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The operation.</returns>
    public Task<ComputeOperation> SetPrivateIpGoogleAccessAsync(
        string project, string region, string subnetwork, bool enabled, CancellationToken cancellationToken = default) =>
        Subnetworks.InvokeAsync(
            project, ComputeScope.Region(region), subnetwork, "setPrivateIpGoogleAccess", new Subnetwork { PrivateIpGoogleAccess = enabled }, cancellationToken);

    /// <summary>Starts to grow the primary range of a subnetwork. It can never shrink again.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="region">Region of the subnetwork.</param>
    /// <param name="subnetwork">Name of the subnetwork.</param>
    /// <param name="ipCidrRange">The new range, which contains the old one.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The operation.</returns>
    public Task<ComputeOperation> ExpandIpCidrRangeAsync(
        string project, string region, string subnetwork, string ipCidrRange, CancellationToken cancellationToken = default) =>
        Subnetworks.InvokeAsync(
            project, ComputeScope.Region(region), subnetwork, "expandIpCidrRange", new Subnetwork { IpCidrRange = ipCidrRange }, cancellationToken);

    /// <summary>Reads what Compute Engine knows of a project: its global quotas.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The project, or null if there is none of that id.</returns>
    public Task<ComputeProject?> GetProjectAsync(string project, CancellationToken cancellationToken = default) =>
        _connection.FindAsync<ComputeProject>(
            new ApiCall(new(GoogleApi.Compute, "compute.projects.get", "GET", "projects/{project}"), $"project '{project}'", new KeyValuePair<string, string>("project", project)), cancellationToken);

    /// <summary>Reads a region with the project's quotas in it.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="region">Name of the region.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The region, or null if there is none of that name.</returns>
    public Task<Region?> GetRegionAsync(string project, string region, CancellationToken cancellationToken = default) =>
        _connection.FindAsync<Region>(
            new ApiCall(new(GoogleApi.Compute, "compute.regions.get", "GET", "projects/{project}/regions/{region}"),
                $"region '{region}' in project '{project}'", new("project", project), new("region", region)), cancellationToken);

    /// <summary>Reads a zone.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="zone">Name of the zone.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The zone, or null if there is none of that name.</returns>
    public Task<Zone?> GetZoneAsync(string project, string zone, CancellationToken cancellationToken = default) =>
        _connection.FindAsync<Zone>(
            new ApiCall(new(GoogleApi.Compute, "compute.zones.get", "GET", "projects/{project}/zones/{zone}"),
                $"zone '{zone}' in project '{project}'", new("project", project), new("zone", zone)), cancellationToken);

    /// <summary>Reads a machine type of a zone.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="zone">Name of the zone.</param>
    /// <param name="machineType">Name of the machine type.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The machine type, or null if the zone has none of that name.</returns>
    public Task<MachineType?> GetMachineTypeAsync(string project, string zone, string machineType, CancellationToken cancellationToken = default) =>
        _connection.FindAsync<MachineType>(
            new ApiCall(new(GoogleApi.Compute, "compute.machineTypes.get", "GET", "projects/{project}/zones/{zone}/machineTypes/{machineType}"),
                $"machine type '{machineType}' in zone '{zone}'", new("project", project), new("zone", zone), new("machineType", machineType)), cancellationToken);
}

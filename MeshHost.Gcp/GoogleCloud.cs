using MeshHost.Gcp.Billing;
using MeshHost.Gcp.Compute;
using MeshHost.Gcp.Container;
using MeshHost.Gcp.Dns;
using MeshHost.Gcp.Iam;
using MeshHost.Gcp.ResourceManager;
using MeshHost.Gcp.ServiceUsage;

namespace MeshHost.Gcp;

/// <summary>Typed clients of the Google APIs over one connection.</summary>
/// <param name="connection">The way to the APIs.</param>
public sealed class GoogleCloud(GoogleCloudConnection connection)
{
    /// <summary>The way to the APIs.</summary>
    public GoogleCloudConnection Connection { get; } = connection;

    /// <summary>Compute Engine: networks, subnetworks, routers, firewall rules, load balancers, disks.</summary>
    public ComputeClient Compute { get; } = new(connection);

    /// <summary>Google Kubernetes Engine: clusters and node pools.</summary>
    public ContainerClient Container { get; } = new(connection);

    /// <summary>IAM: service accounts.</summary>
    public IamClient Iam { get; } = new(connection);

    /// <summary>Resource Manager: projects, their policies and permissions.</summary>
    public ResourceManagerClient ResourceManager { get; } = new(connection);

    /// <summary>Cloud DNS: zones and record sets.</summary>
    public DnsClient Dns { get; } = new(connection);

    /// <summary>Service Usage: APIs of a project.</summary>
    public ServiceUsageClient ServiceUsage { get; } = new(connection);

    /// <summary>Cloud Billing: billing of a project.</summary>
    public BillingClient Billing { get; } = new(connection);
}

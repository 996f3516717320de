using System.Globalization;
using MeshHost.Gcp.Container;

namespace MeshHost.Resources.Gke;

/// <summary>The declared settings as Google's API wants them. Pure.</summary>
internal static class ClusterBody
{
    public static Cluster Build(GkeContext gke)
    {
        var options = gke.Options;
        return new Cluster
        {
            Name = gke.Cluster.Name,
            Description = gke.Marker,
            Network = gke.NetworkPath,
            Subnetwork = gke.SubnetworkPath,
            IpAllocationPolicy = new()
            {
                UseIpAliases = true,
                ClusterSecondaryRangeName = options.ExistingNetwork?.PodRangeName ?? SubnetworkLifecycle.PodRangeName,
                ServicesSecondaryRangeName = options.ExistingNetwork?.ServiceRangeName ?? SubnetworkLifecycle.ServiceRangeName,
                StackType = "IPV4",
            },
            NetworkConfig = new() { DefaultEnablePrivateNodes = true, DatapathProvider = options.DataplaneV2 ? "ADVANCED_DATAPATH" : null },

            // Google wants the two switches for private nodes equal; the range of the control plane is only in the older block.
            PrivateClusterConfig = new() { EnablePrivateNodes = true, MasterIpv4CidrBlock = options.ControlPlaneRange.ToString() },
            ControlPlaneEndpointsConfig = Endpoints(options),
            WorkloadIdentityConfig = new() { WorkloadPool = $"{gke.Project}.svc.id.goog" },
            AddonsConfig = Addons(),
            ReleaseChannel = new() { Channel = options.ReleaseChannel },
            InitialClusterVersion = options.Version,
            LoggingConfig = new() { ComponentConfig = new() { EnableComponents = ["SYSTEM_COMPONENTS", "WORKLOADS"] } },
            MonitoringConfig = new() { ComponentConfig = new() { EnableComponents = ["SYSTEM_COMPONENTS"] } },
            MaintenancePolicy = options.MaintenanceStart is { } start ? Maintenance(start, null) : null,
            MasterAuth = new() { ClientCertificateConfig = new() { IssueClientCertificate = false } },
            ShieldedNodes = new() { Enabled = options.ShieldedNodes },
            ResourceLabels = Labels(gke),
            Locations = options.NodeZones.Count > 0 ? [.. options.NodeZones] : null,
            NodePools = [.. options.NodePools.Select(p => NodePoolBody.Build(p, gke))],
        };
    }

    public static ControlPlaneEndpointsConfig Endpoints(GkeClusterOptions options) => new()
    {
        IpEndpointsConfig = new()
        {
            Enabled = true,
            EnablePublicEndpoint = true,
            AuthorizedNetworksConfig = new()
            {
                Enabled = true,
                GcpPublicCidrsAccessEnabled = false,
                CidrBlocks = [.. options.AuthorizedNetworks.Select(n => new CidrBlock { DisplayName = n.Name, CidrBlockValue = n.Range.ToString() })],
            },
        },
        DnsEndpointConfig = new() { AllowExternalTraffic = false },
    };

    // The list of add-ons is exhaustive for the server: what is left out may be switched off.
    public static AddonsConfig Addons() => new()
    {
        HttpLoadBalancing = new() { Disabled = false },
        HorizontalPodAutoscaling = new() { Disabled = false },
        GcePersistentDiskCsiDriverConfig = new() { Enabled = true },
    };

    public static IReadOnlyDictionary<string, string> Labels(GkeContext gke) =>
        new Dictionary<string, string>(gke.Options.Labels, StringComparer.Ordinal)
        {
            [GkeNames.ManagedByLabel] = GkeNames.ManagedByValue,
            [GkeNames.ClusterLabel] = gke.Cluster.Name,
        };

    public static MaintenancePolicy Maintenance(TimeOnly start, string? resourceVersion) => new()
    {
        Window = new() { DailyMaintenanceWindow = new() { StartTime = start.ToString("HH:mm", CultureInfo.InvariantCulture) } },
        ResourceVersion = resourceVersion,
    };
}

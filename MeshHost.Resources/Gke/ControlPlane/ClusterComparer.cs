using MeshHost.Gcp.Container;
using MeshHost.Lifecycle;

namespace MeshHost.Resources.Gke;

/// <summary>Compares a cluster with what is declared: only what is declared, as the server fills in a great deal. Pure.</summary>
internal static class ClusterComparer
{
    /// <summary>The differences, one step for each request: Google takes one change at a time.</summary>
    public static IReadOnlyList<ClusterStep> Compare(Cluster desired, Cluster actual)
    {
        var steps = new List<ClusterStep>();
        Add(steps, Immutable(desired, actual), new ClusterStep([]));
        Add(steps, AuthorizedNetworks(desired, actual), new ClusterStep([], new ClusterUpdate
        {
            DesiredControlPlaneEndpointsConfig = desired.ControlPlaneEndpointsConfig! with { DnsEndpointConfig = null },
        }));
        Add(steps, Single(d => d.Switch(
            "controlPlaneEndpointsConfig.dnsEndpointConfig.allowExternalTraffic",
            actual.ControlPlaneEndpointsConfig?.DnsEndpointConfig?.AllowExternalTraffic, false)),
            new ClusterStep([], new ClusterUpdate { DesiredControlPlaneEndpointsConfig = new() { DnsEndpointConfig = desired.ControlPlaneEndpointsConfig!.DnsEndpointConfig } }));
        Add(steps, Single(d => d.Switch(
            "networkConfig.defaultEnablePrivateNodes",
            actual.NetworkConfig?.DefaultEnablePrivateNodes ?? actual.PrivateClusterConfig?.EnablePrivateNodes, true)),
            new ClusterStep([], new ClusterUpdate { DesiredDefaultEnablePrivateNodes = true }));
        Add(steps, Single(d => d.Text("workloadIdentityConfig.workloadPool", actual.WorkloadIdentityConfig?.WorkloadPool, desired.WorkloadIdentityConfig!.WorkloadPool)),
            new ClusterStep([], new ClusterUpdate { DesiredWorkloadIdentityConfig = desired.WorkloadIdentityConfig }));
        Add(steps, Addons(actual), new ClusterStep([], new ClusterUpdate { DesiredAddonsConfig = desired.AddonsConfig }));
        Add(steps, Single(d => d.Text("releaseChannel.channel", actual.ReleaseChannel?.Channel, desired.ReleaseChannel!.Channel)),
            new ClusterStep([], new ClusterUpdate { DesiredReleaseChannel = desired.ReleaseChannel }));
        Add(steps, Missing("loggingConfig.componentConfig.enableComponents",
            actual.LoggingConfig?.ComponentConfig?.EnableComponents, desired.LoggingConfig!.ComponentConfig!.EnableComponents!, out var logging),
            new ClusterStep([], new ClusterUpdate { DesiredLoggingConfig = new() { ComponentConfig = new() { EnableComponents = logging } } }));
        Add(steps, Missing("monitoringConfig.componentConfig.enableComponents",
            actual.MonitoringConfig?.ComponentConfig?.EnableComponents, desired.MonitoringConfig!.ComponentConfig!.EnableComponents!, out var monitoring),
            new ClusterStep([], new ClusterUpdate { DesiredMonitoringConfig = new() { ComponentConfig = new() { EnableComponents = monitoring } } }));
        Add(steps, Single(d => d.Switch("shieldedNodes.enabled", actual.ShieldedNodes?.Enabled, desired.ShieldedNodes!.Enabled is true)),
            new ClusterStep([], new ClusterUpdate { DesiredShieldedNodes = desired.ShieldedNodes }));
        if (desired.Locations is { } locations)
        {
            Add(steps, Single(d => d.Set("locations", actual.Locations, locations)), new ClusterStep([], new ClusterUpdate { DesiredLocations = locations }));
        }

        AddLabels(steps, desired, actual);
        AddMaintenance(steps, desired, actual);
        AddRemovedPools(steps, desired, actual);
        return steps;
    }

    private static void Add(List<ClusterStep> steps, IReadOnlyList<FieldChange> changes, ClusterStep step)
    {
        if (changes.Count > 0)
        {
            steps.Add(step with { Changes = changes });
        }
    }

    private static IReadOnlyList<FieldChange> Single(Action<FieldDiff> compare)
    {
        var diff = new FieldDiff();
        compare(diff);
        return diff.Changes;
    }

    private static IReadOnlyList<FieldChange> Immutable(Cluster desired, Cluster actual) => Single(diff =>
    {
        diff.Link("network", actual.Network, desired.Network!, immutable: true);
        diff.Link("subnetwork", actual.Subnetwork, desired.Subnetwork!, immutable: true);
        diff.Text("ipAllocationPolicy.clusterSecondaryRangeName",
            actual.IpAllocationPolicy?.ClusterSecondaryRangeName, desired.IpAllocationPolicy!.ClusterSecondaryRangeName, immutable: true);
        diff.Text("ipAllocationPolicy.servicesSecondaryRangeName",
            actual.IpAllocationPolicy?.ServicesSecondaryRangeName, desired.IpAllocationPolicy.ServicesSecondaryRangeName, immutable: true);
        diff.Text("privateClusterConfig.masterIpv4CidrBlock",
            actual.PrivateClusterConfig?.MasterIpv4CidrBlock, desired.PrivateClusterConfig!.MasterIpv4CidrBlock, immutable: true);
        var isV2 = actual.NetworkConfig?.DatapathProvider == "ADVANCED_DATAPATH";
        diff.Switch("networkConfig.datapathProvider (Dataplane V2)", isV2, desired.NetworkConfig!.DatapathProvider == "ADVANCED_DATAPATH", immutable: true);
    });

    private static IReadOnlyList<FieldChange> AuthorizedNetworks(Cluster desired, Cluster actual) => Single(diff =>
    {
        const string Path = "controlPlaneEndpointsConfig.ipEndpointsConfig.";
        var networks = actual.ControlPlaneEndpointsConfig?.IpEndpointsConfig?.AuthorizedNetworksConfig ?? actual.MasterAuthorizedNetworksConfig;
        diff.Switch(Path + "authorizedNetworksConfig.enabled", networks?.Enabled ?? networks?.CidrBlocks is not null, true);
        diff.Switch(Path + "authorizedNetworksConfig.gcpPublicCidrsAccessEnabled", networks?.GcpPublicCidrsAccessEnabled, false);
        diff.Set(Path + "authorizedNetworksConfig.cidrBlocks", Show(networks),
            Show(desired.ControlPlaneEndpointsConfig!.IpEndpointsConfig!.AuthorizedNetworksConfig));
        if (actual.ControlPlaneEndpointsConfig?.IpEndpointsConfig?.EnablePublicEndpoint is { } isPublic)
        {
            diff.Switch(Path + "enablePublicEndpoint", isPublic, true);
        }
    });

    private static IEnumerable<string> Show(MasterAuthorizedNetworksConfig? networks) =>
        (networks?.CidrBlocks ?? []).Select(b => $"{b.CidrBlockValue} ({b.DisplayName})");

    // The server answers {} for an add-on that is on and {"disabled":true} for one that is off.
    private static IReadOnlyList<FieldChange> Addons(Cluster actual) => Single(diff =>
    {
        diff.Switch("addonsConfig.httpLoadBalancing.disabled", actual.AddonsConfig?.HttpLoadBalancing?.Disabled, false);
        diff.Switch("addonsConfig.horizontalPodAutoscaling.disabled", actual.AddonsConfig?.HorizontalPodAutoscaling?.Disabled, false);
        diff.Switch("addonsConfig.gcePersistentDiskCsiDriverConfig.enabled", actual.AddonsConfig?.GcePersistentDiskCsiDriverConfig?.Enabled, true);
    });

    // Google adds components of its own: only the declared ones are asked for, and the others are kept.
    private static IReadOnlyList<FieldChange> Missing(
        string path, IReadOnlyList<string>? actual, IReadOnlyList<string> desired, out IReadOnlyList<string> union)
    {
        var all = (actual ?? []).Union(desired, StringComparer.Ordinal).ToArray();
        union = all;
        return all.Length == (actual?.Count ?? 0) ? [] : Single(d => d.Set(path, actual, all));
    }

    private static void AddLabels(List<ClusterStep> steps, Cluster desired, Cluster actual)
    {
        // An adopted cluster is not marked as ours: what is not marked is not deleted.
        var isOurs = actual.ResourceLabels?.GetValueOrDefault(GkeNames.ManagedByLabel) == GkeNames.ManagedByValue;
        var wanted = desired.ResourceLabels!.Where(l => isOurs || l.Key is not (GkeNames.ManagedByLabel or GkeNames.ClusterLabel)).ToArray();
        var changes = Single(d => d.Subset("resourceLabels", actual.ResourceLabels, wanted));
        var all = new Dictionary<string, string>(actual.ResourceLabels ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        foreach (var (key, value) in wanted)
        {
            all[key] = value;
        }

        Add(steps, changes, new ClusterStep([], Labels: all));
    }

    private static void AddMaintenance(List<ClusterStep> steps, Cluster desired, Cluster actual)
    {
        if (desired.MaintenancePolicy?.Window?.DailyMaintenanceWindow?.StartTime is { } start)
        {
            Add(steps, Single(d => d.Text(
                "maintenancePolicy.window.dailyMaintenanceWindow.startTime", actual.MaintenancePolicy?.Window?.DailyMaintenanceWindow?.StartTime, start)),
                new ClusterStep([], Maintenance: desired.MaintenancePolicy with { ResourceVersion = actual.MaintenancePolicy?.ResourceVersion }));
        }
    }

    private static void AddRemovedPools(List<ClusterStep> steps, Cluster desired, Cluster actual)
    {
        foreach (var pool in (actual.NodePools ?? []).Where(p => NodePoolBody.IsOurs(p) && desired.NodePools!.All(d => d.Name != p.Name)))
        {
            steps.Add(new ClusterStep([new FieldChange($"nodePools[{pool.Name}]", pool.Config?.MachineType ?? "present", null)], RemovePool: pool.Name));
        }
    }
}

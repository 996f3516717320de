using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Compute;
using MeshHost.Emulator.Google.Http;

namespace MeshHost.Emulator.Google.Container;

/// <summary>
/// Changes of clusters and their pools. A change is data (what it is called, and its arguments), because it is applied twice: to a
/// copy when the request is checked, and to the cluster as it is when the operation is due.
/// </summary>
internal sealed class ClusterChanges(NodePoolRules pools)
{
    // Fields of an update that replace a field of the cluster as a whole.
    private static readonly Dictionary<string, string> s_replaced = new(StringComparer.Ordinal)
    {
        ["desiredWorkloadIdentityConfig"] = "workloadIdentityConfig",
        ["desiredReleaseChannel"] = "releaseChannel",
        ["desiredLoggingConfig"] = "loggingConfig",
        ["desiredLoggingService"] = "loggingService",
        ["desiredMonitoringService"] = "monitoringService",
        ["desiredShieldedNodes"] = "shieldedNodes",
        ["desiredVerticalPodAutoscaling"] = "verticalPodAutoscaling",
        ["desiredBinaryAuthorization"] = "binaryAuthorization",
        ["desiredNotificationConfig"] = "notificationConfig",
        ["desiredSecurityPostureConfig"] = "securityPostureConfig",
        ["desiredCostManagementConfig"] = "costManagementConfig",
        ["desiredLocations"] = "locations",
        ["desiredRbacBindingConfig"] = "rbacBindingConfig",
    };

    // Fields of an update that belong together and count as one.
    private static readonly string[] s_companions = ["etag", "desiredNodePoolId", "desiredImageType", "desiredNodeVersion"];

    /// <summary>Applies a change to a cluster.</summary>
    /// <param name="cluster">The cluster; changed in place.</param>
    /// <param name="change">The change.</param>
    /// <exception cref="GoogleErrorException">The change is not valid.</exception>
    public void Apply(JsonObject cluster, JsonObject change)
    {
        var arguments = change.Child("arguments") ?? [];
        switch (change.Text("kind"))
        {
            case "update":
                Update(cluster, arguments);
                break;
            case "field":
                cluster[change.Text("field")!] = change["value"]?.DeepClone();
                break;
            case "addPool":
                ((JsonArray)cluster["nodePools"]!).Add(arguments.DeepClone());
                break;
            case "deletePool":
                ((JsonArray)cluster["nodePools"]!).Remove(Pool(cluster, change.Text("pool")!));
                break;
            case "pool":
                UpdatePool(cluster, Pool(cluster, change.Text("pool")!), arguments);
                break;
            case "poolField":
                Pool(cluster, change.Text("pool")!)[change.Text("field")!] = change["value"]?.DeepClone();
                pools.Check(Pool(cluster, change.Text("pool")!), cluster);
                break;
            default:
                throw new InvalidOperationException($"Unknown change '{change.Text("kind")}'.");
        }
    }

    /// <summary>A pool of a cluster.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="name">Name of the pool.</param>
    /// <returns>The pool itself.</returns>
    /// <exception cref="GoogleErrorException">404.</exception>
    public static JsonObject Pool(JsonObject cluster, string name) => cluster.Items("nodePools").FirstOrDefault(p => p.Text("name") == name)
        ?? throw ContainerErrors.NotFound($"{cluster.Text("selfLink")!["https://container.googleapis.com/v1/".Length..]}/nodePools/{name}");

    /// <summary>The operation type of an update, and how long it takes.</summary>
    /// <param name="update">The update.</param>
    /// <returns>Type and duration.</returns>
    public static (string Type, TimeSpan Duration) Describe(JsonObject update) => Concern(update) switch
    {
        "desiredMasterVersion" => ("UPGRADE_MASTER", TimeSpan.FromMinutes(4)),
        "desiredNodeVersion" or "desiredImageType" => ("UPGRADE_NODES", TimeSpan.FromMinutes(4)),
        "desiredReleaseChannel" or "desiredLoggingConfig" or "desiredMonitoringConfig" => ("UPDATE_CLUSTER", TimeSpan.FromSeconds(40)),
        "desiredWorkloadIdentityConfig" or "desiredLocations" => ("UPDATE_CLUSTER", TimeSpan.FromMinutes(2)),
        _ => ("UPDATE_CLUSTER", TimeSpan.FromSeconds(30)),
    };

    // "Exactly one update can be applied to a cluster with each request, so at most one field can be provided."
    private static string Concern(JsonObject update)
    {
        var concerns = update.Select(f => f.Key).Where(f => !s_companions.Contains(f)).ToList();
        if (concerns.Count == 0)
        {
            concerns = [.. update.Select(f => f.Key).Where(f => f is "desiredNodeVersion" or "desiredImageType").Take(1)];
        }

        return concerns.Count switch
        {
            1 => concerns[0],
            0 => throw ContainerErrors.BadRequest("Must specify a field to update."),
            _ => throw ContainerErrors.BadRequest($"At most one field of the cluster can be updated in a request; this one has {string.Join(", ", concerns)}."),
        };
    }

    private static void UpdateVersion(JsonObject cluster, JsonObject update)
    {
        var version = GkeVersions.Resolve(update.Text("desiredMasterVersion"), cluster.Child("releaseChannel")?.Text("channel"));
        if (GkeVersions.Compare(version, cluster.Text("currentMasterVersion")) < 0)
        {
            throw ContainerErrors.BadRequest($"Master cannot be downgraded to \"{version}\": it runs \"{cluster.Text("currentMasterVersion")}\".");
        }

        cluster["currentMasterVersion"] = version;
    }

    private static string NodeVersion(JsonObject cluster, string? asked)
    {
        var version = asked is null or "" or "-" ? cluster.Text("currentMasterVersion")! : GkeVersions.Resolve(asked, null);
        return GkeVersions.Compare(version, cluster.Text("currentMasterVersion")) <= 0
            ? version
            : throw ContainerErrors.BadRequest($"Node version \"{version}\" must not be newer than the control plane's \"{cluster.Text("currentMasterVersion")}\".");
    }

    private static IEnumerable<JsonObject> Chosen(JsonObject cluster, JsonObject update)
    {
        if (update.Text("desiredNodePoolId") is { Length: > 0 } name)
        {
            return [Pool(cluster, name)];
        }

        return cluster.Items("nodePools").Count() == 1
            ? cluster.Items("nodePools")
            : throw ContainerErrors.BadRequest("desired_node_pool_id must be specified: the cluster has more than one node pool.");
    }

    private void Update(JsonObject cluster, JsonObject update)
    {
        var concern = Concern(update);
        switch (concern)
        {
            case "desiredMasterVersion":
                UpdateVersion(cluster, update);
                break;
            case "desiredNodeVersion" or "desiredImageType":
                foreach (var pool in Chosen(cluster, update))
                {
                    pool["version"] = NodeVersion(cluster, update.Text("desiredNodeVersion"));
                    pool.Child("config")!["imageType"] = update.Text("desiredImageType") ?? pool.Child("config")!.Text("imageType");
                    pools.Check(pool, cluster);
                }

                cluster["currentNodeVersion"] = cluster.Items("nodePools").First().Text("version");
                break;
            case "desiredNodePoolAutoscaling":
                foreach (var pool in Chosen(cluster, update))
                {
                    pool["autoscaling"] = update[concern]!.DeepClone();
                    pools.Check(pool, cluster);
                }

                break;
            case "desiredAddonsConfig":
                UpdateAddons(cluster, update.Child(concern)!);
                break;
            case "desiredControlPlaneEndpointsConfig":
                ControlPlaneEndpoints.Update(cluster, update.Child(concern)!);
                break;
            case "desiredMasterAuthorizedNetworksConfig":
                ControlPlaneEndpoints.Update(cluster, new JsonObject
                {
                    ["ipEndpointsConfig"] = new JsonObject { ["authorizedNetworksConfig"] = update[concern]!.DeepClone() },
                });
                break;
            case "desiredEnablePrivateEndpoint":
                ControlPlaneEndpoints.Update(cluster, new JsonObject
                {
                    ["ipEndpointsConfig"] = new JsonObject { ["enablePublicEndpoint"] = !update.Flag(concern) },
                });
                break;
            case "desiredDefaultEnablePrivateNodes":
                cluster.Child("networkConfig")!["defaultEnablePrivateNodes"] = update.Flag(concern);
                ControlPlaneEndpoints.Update(cluster, []);
                break;
            case "desiredMonitoringConfig":
                ResourceJson.Merge(cluster.Ensure("monitoringConfig"), update.Child(concern)!);
                break;
            case "desiredIntraNodeVisibilityConfig":
                cluster.Child("networkConfig")!["enableIntraNodeVisibility"] = update.Child(concern)!.Flag("enabled");
                break;
            case "desiredGatewayApiConfig":
                cluster.Child("networkConfig")!["gatewayApiConfig"] = update[concern]!.DeepClone();
                break;
            case "desiredDnsConfig":
                cluster.Child("networkConfig")!["dnsConfig"] = update[concern]!.DeepClone();
                break;
            default:
                cluster[s_replaced.GetValueOrDefault(concern) ?? throw ContainerErrors.NotModelled("update." + concern)] = update[concern]!.DeepClone();
                CheckReplaced(cluster, concern);
                break;
        }
    }

    private static void CheckReplaced(JsonObject cluster, string concern)
    {
        if (concern == "desiredReleaseChannel" && cluster.Child("releaseChannel")?.Text("channel") is not ("RAPID" or "REGULAR" or "STABLE" or "EXTENDED" or "UNSPECIFIED"))
        {
            throw ContainerErrors.BadRequest("Invalid value for field \"update.desired_release_channel.channel\".");
        }

        if (concern == "desiredWorkloadIdentityConfig")
        {
            ClusterRules.CheckWorkloadPool(cluster, cluster.Child("networkConfig")!.Text("network")!.Split('/')[1]);
        }

        if (concern == "desiredLocations")
        {
            var zones = Locations.ZonesOf(Locations.RegionOf(cluster.Text("location")!)!);
            if (!cluster.Texts("locations").Any() || cluster.Texts("locations").Any(z => !zones.Contains(z)))
            {
                throw ContainerErrors.BadRequest("Invalid value for field \"update.desired_locations\": every location must be a zone of the cluster's region.");
            }
        }
    }

    private static void UpdateAddons(JsonObject cluster, JsonObject desired)
    {
        foreach (var (addon, value) in desired)
        {
            var isOldForm = addon is "httpLoadBalancing" or "horizontalPodAutoscaling";
            cluster.Ensure("addonsConfig")[addon] = isOldForm && !((JsonObject)value!).Flag("disabled") ? new JsonObject() : value!.DeepClone();
        }
    }

    private void UpdatePool(JsonObject cluster, JsonObject pool, JsonObject update)
    {
        var config = pool.Child("config")!;
        foreach (var (field, value) in update.Where(f => f.Key is not ("name" or "projectId" or "zone" or "clusterId" or "nodePoolId" or "etag")))
        {
            switch (field)
            {
                case "machineType" or "diskType" or "imageType" or "workloadMetadataConfig" or "kubeletConfig" or "linuxNodeConfig" or "loggingConfig" or "gcfsConfig" or "gvnic":
                    config[field] = value!.DeepClone();
                    break;
                case "diskSizeGb":
                    config[field] = update.Number(field);
                    break;
                case "labels" or "taints" or "tags":
                    // These come wrapped, so that an empty set differs from none; they replace the whole.
                    Replace(config, field, ((JsonObject)value!)[field]);
                    break;
                case "resourceLabels":
                    Replace(config, field, ((JsonObject)value!)["labels"]);
                    break;
                case "locations" or "upgradeSettings":
                    pool[field] = value!.DeepClone();
                    break;
                case "nodeNetworkConfig":
                    ResourceJson.Merge(pool.Ensure("networkConfig"), (JsonObject)value!);
                    break;
                case "nodeVersion":
                    pool["version"] = NodeVersion(cluster, update.Text(field));
                    break;
                default:
                    throw ContainerErrors.NotModelled("nodePools.update." + field);
            }
        }

        NodePoolRules.MirrorBootDisk(config);
        pools.Check(pool, cluster);
    }

    private static void Replace(JsonObject config, string field, JsonNode? value)
    {
        if (value is null or JsonObject { Count: 0 } or JsonArray { Count: 0 })
        {
            config.Remove(field);
        }
        else
        {
            config[field] = value.DeepClone();
        }
    }
}

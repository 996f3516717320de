using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshHost.Emulator.Google.Compute;
using MeshHost.Emulator.Google.Http;

namespace MeshHost.Emulator.Google.Container;

/// <summary>Checks a new cluster and fills in what the server adds.</summary>
internal sealed partial class ClusterRules(ContainerContext context, NodePoolRules pools, ClusterNetworkRules networks)
{
    /// <summary>Checks a new cluster and makes it complete.</summary>
    /// <param name="cluster">The cluster as sent; changed in place.</param>
    /// <param name="address">Its address.</param>
    public void Prepare(JsonObject cluster, ClusterAddress address)
    {
        if (!NamePattern().IsMatch(address.Name))
        {
            throw ContainerErrors.BadRequest($"Invalid value for field \"cluster.name\": \"{address.Name}\". Must be a match of regex '(?:[a-z](?:[-a-z0-9]{{0,38}}[a-z0-9])?)'.");
        }

        Unsupported(cluster);
        var region = Locations.RegionOf(address.Location)!;
        cluster.Default("locations", Locations.IsZone(address.Location) ? new JsonArray(address.Location) : ResourceJson.Array(Locations.ZonesOf(region).Take(3)));
        if (cluster.Texts("locations").FirstOrDefault(z => !Locations.ZonesOf(region).Contains(z)) is { } foreign)
        {
            throw ContainerErrors.BadRequest($"Cluster location '{foreign}' is not a zone of region '{region}'.");
        }

        cluster.Ensure("releaseChannel").Default("channel", cluster.ContainsKey("initialClusterVersion") && !cluster.ContainsKey("releaseChannel") ? "UNSPECIFIED" : "REGULAR");
        var version = GkeVersions.Resolve(cluster.Text("initialClusterVersion"), cluster.Child("releaseChannel")!.Text("channel"));
        cluster["initialClusterVersion"] = version;
        cluster["currentMasterVersion"] = version;
        cluster["currentNodeVersion"] = version;
        CheckLabels(cluster.Child("resourceLabels"));
        CheckWorkloadPool(cluster, address.Project);
        cluster.Default("defaultMaxPodsConstraint", new JsonObject { ["maxPodsPerNode"] = "110" });
        networks.Prepare(cluster, address);
        ControlPlaneEndpoints.Prepare(cluster, context.Identifiers.NextHex(12), context.Projects.Find(address.Project)!.Number, address.Location);
        Defaults(cluster, address);
        PreparePools(cluster, address);
    }

    /// <summary>Checks labels.</summary>
    /// <param name="labels">The labels, or <see langword="null"/>.</param>
    public static void CheckLabels(JsonObject? labels)
    {
        foreach (var (key, value) in labels ?? [])
        {
            if (!LabelPattern().IsMatch(key) || !char.IsAsciiLetterLower(key[0]) || (value!.GetValue<string>() is { Length: > 0 } text && !LabelPattern().IsMatch(text)))
            {
                throw ContainerErrors.BadRequest($"Invalid field 'cluster.resource_labels': \"{key}={value}\". Keys and values may have lowercase letters, digits, '-' and '_', keys start with a letter.");
            }
        }
    }

    /// <summary>Checks a Workload Identity pool.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="project">Its project.</param>
    public static void CheckWorkloadPool(JsonObject cluster, string project)
    {
        if (cluster.Child("workloadIdentityConfig")?.Text("workloadPool") is { Length: > 0 } pool && pool != $"{project}.svc.id.goog")
        {
            throw ContainerErrors.BadRequest($"Invalid workload pool \"{pool}\": the only valid workload pool is \"{project}.svc.id.goog\".");
        }
    }

    [GeneratedRegex("^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$")]
    private static partial Regex NamePattern();

    [GeneratedRegex("^[-_a-z0-9]{1,63}$")]
    private static partial Regex LabelPattern();

    // What would change how the cluster behaves and is not emulated must not pass for done.
    private static void Unsupported(JsonObject cluster)
    {
        if (cluster.Child("autopilot")?.Flag("enabled") ?? false)
        {
            throw ContainerErrors.NotModelled("cluster.autopilot");
        }

        foreach (var field in (string[])["enableKubernetesAlpha", "enableTpu"])
        {
            if (cluster.Flag(field))
            {
                throw ContainerErrors.NotModelled("cluster." + field);
            }
        }

        if (cluster.Child("autoscaling")?.Flag("enableNodeAutoprovisioning") ?? false)
        {
            throw ContainerErrors.NotModelled("cluster.autoscaling.enableNodeAutoprovisioning");
        }
    }

    private void Defaults(JsonObject cluster, ClusterAddress address)
    {
        var addons = cluster.Ensure("addonsConfig");
        foreach (var addon in (string[])["httpLoadBalancing", "horizontalPodAutoscaling"])
        {
            // "Enabled" is answered as an empty object.
            cluster.Ensure("addonsConfig")[addon] = addons.Child(addon)?.Flag("disabled") ?? false ? new JsonObject { ["disabled"] = true } : new JsonObject();
        }

        addons.Default("kubernetesDashboard", new JsonObject { ["disabled"] = true });
        addons.Default("networkPolicyConfig", new JsonObject { ["disabled"] = true });
        addons.Default("gcePersistentDiskCsiDriverConfig", new JsonObject { ["enabled"] = true });
        addons.Ensure("dnsCacheConfig").Default("enabled", true);
        cluster.Default("anonymousAuthenticationConfig", new JsonObject { ["mode"] = "ENABLED" });
        cluster.Default("autopilot", new JsonObject());
        cluster.Ensure("autoscaling").Default("autoscalingProfile", "BALANCED");
        cluster.Default("binaryAuthorization", new JsonObject());
        cluster.Default("databaseEncryption", new JsonObject { ["state"] = "DECRYPTED" });
        cluster.Child("databaseEncryption")!.Default("currentState", "CURRENT_STATE_DECRYPTED");
        cluster.Default("enterpriseConfig", new JsonObject { ["clusterTier"] = "STANDARD" });
        cluster.Default("legacyAbac", new JsonObject());
        cluster.Default("loggingConfig", Components("SYSTEM_COMPONENTS", "WORKLOADS"));
        cluster.Default("loggingService", "logging.googleapis.com/kubernetes");
        cluster.Default("monitoringConfig", Components("SYSTEM_COMPONENTS", "DAEMONSET", "DEPLOYMENT", "STATEFULSET", "JOBSET", "STORAGE", "HPA", "POD", "CADVISOR", "KUBELET", "DCGM"));
        cluster.Child("monitoringConfig")!.Default("managedPrometheusConfig", new JsonObject { ["enabled"] = true });
        cluster.Child("monitoringConfig")!.Default("advancedDatapathObservabilityConfig", new JsonObject());
        cluster.Default("monitoringService", "monitoring.googleapis.com/kubernetes");
        cluster.Ensure("maintenancePolicy")["resourceVersion"] = context.Identifiers.NextHex(8);
        cluster.Ensure("masterAuth").Default("clientCertificateConfig", new JsonObject());
        cluster.Child("masterAuth")!.Remove("username");
        if (!cluster.Child("masterAuth")!.Child("clientCertificateConfig")!.Flag("issueClientCertificate"))
        {
            cluster.Child("masterAuth")!["clientCertificateConfig"] = new JsonObject();
        }

        cluster.Default("nodePoolAutoConfig", new JsonObject { ["nodeKubeletConfig"] = new JsonObject { ["insecureKubeletReadonlyPortEnabled"] = false } });
        cluster.Default("nodePoolDefaults", new JsonObject
        {
            ["nodeConfigDefaults"] = new JsonObject
            {
                ["loggingConfig"] = new JsonObject { ["variantConfig"] = new JsonObject { ["variant"] = "DEFAULT" } },
                ["nodeKubeletConfig"] = new JsonObject { ["insecureKubeletReadonlyPortEnabled"] = false },
            },
        });
        cluster.Default("notificationConfig", new JsonObject { ["pubsub"] = new JsonObject() });
        cluster.Default("podAutoscaling", new JsonObject { ["hpaProfile"] = "PERFORMANCE" });
        cluster.Default("rbacBindingConfig", new JsonObject { ["enableInsecureBindingSystemAuthenticated"] = true, ["enableInsecureBindingSystemUnauthenticated"] = true });
        cluster.Default("securityPostureConfig", new JsonObject { ["mode"] = "BASIC", ["vulnerabilityMode"] = "VULNERABILITY_MODE_UNSPECIFIED" });
        cluster.Default("shieldedNodes", new JsonObject { ["enabled"] = true });
        cluster["createTime"] = context.Time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
        cluster["id"] = context.Identifiers.NextHex(64);
        cluster["$hash"] = context.Identifiers.NextHex(8);
        cluster["etag"] = context.Identifiers.NextGuid();
        cluster["labelFingerprint"] = context.Identifiers.NextHex(8);
        cluster["location"] = address.Location;
        cluster["zone"] = address.Location;
        cluster["name"] = address.Name;
        cluster["selfLink"] = $"https://container.googleapis.com/v1/{address.Path}";
        cluster["status"] = "PROVISIONING";
    }

    private void PreparePools(JsonObject cluster, ClusterAddress address)
    {
        var hasOld = cluster.ContainsKey("initialNodeCount") || cluster.ContainsKey("nodeConfig");
        if (cluster.ContainsKey("nodePools") && hasOld)
        {
            throw ContainerErrors.BadRequest("Cannot specify both cluster.node_pools and cluster.initial_node_count or cluster.node_config.");
        }

        if (!cluster.ContainsKey("nodePools"))
        {
            if (cluster.Number("initialNodeCount") is not > 0)
            {
                throw ContainerErrors.BadRequest("Cluster.initial_node_count must be greater than zero.");
            }

            var pool = new JsonObject { ["name"] = "default-pool", ["initialNodeCount"] = cluster.Number("initialNodeCount") };
            pool.Default("config", cluster["nodeConfig"]?.DeepClone());
            cluster["nodePools"] = new JsonArray(pool);
            cluster.Remove("nodeConfig");
            cluster.Remove("initialNodeCount");
        }

        var all = cluster.Items("nodePools").ToList();
        if (all.Count == 0 || all.Sum(p => p.Number("initialNodeCount") ?? 0) == 0)
        {
            throw ContainerErrors.BadRequest("Cluster must have at least one node pool with at least one node.");
        }

        if (all.GroupBy(p => p.Text("name")).FirstOrDefault(g => g.Count() > 1) is { } duplicate)
        {
            throw ContainerErrors.BadRequest($"Node pool name '{duplicate.Key}' is used more than once.");
        }

        all.ForEach(p => pools.Prepare(p, cluster, address));
    }

    private static JsonObject Components(params string[] names) =>
        new() { ["componentConfig"] = new JsonObject { ["enableComponents"] = ResourceJson.Array(names) } };
}

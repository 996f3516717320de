using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshHost.Emulator.Google.Compute;
using MeshHost.Emulator.Google.Http;

namespace MeshHost.Emulator.Google.Container;

/// <summary>Checks node pools and fills in what the server adds.</summary>
internal sealed partial class NodePoolRules(ContainerContext context)
{
    private static readonly string[] s_defaultScopes =
    [
        "https://www.googleapis.com/auth/devstorage.read_only",
        "https://www.googleapis.com/auth/logging.write",
        "https://www.googleapis.com/auth/monitoring",
        "https://www.googleapis.com/auth/service.management.readonly",
        "https://www.googleapis.com/auth/servicecontrol",
        "https://www.googleapis.com/auth/trace.append",
    ];

    /// <summary>Checks a new pool and fills in its defaults.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="cluster">Its cluster, complete.</param>
    /// <param name="address">The cluster's address.</param>
    public void Prepare(JsonObject pool, JsonObject cluster, ClusterAddress address)
    {
        var name = pool.Text("name") ?? "";
        if (!NamePattern().IsMatch(name))
        {
            throw ContainerErrors.BadRequest($"Invalid value for field \"node_pool.name\": \"{name}\". Must be a match of regex '(?:[a-z](?:[-a-z0-9]{{0,38}}[a-z0-9])?)'.");
        }

        pool.Default("initialNodeCount", 0);
        pool.Default("locations", cluster["locations"]?.DeepClone());
        var config = pool.Ensure("config");
        config.Default("machineType", "e2-medium");
        config.Default("diskSizeGb", 100);
        config.Default("diskType", "pd-balanced");
        config.Default("imageType", "COS_CONTAINERD");
        config.Default("oauthScopes", ResourceJson.Array(s_defaultScopes));
        config.Default("serviceAccount", "default");
        config.Ensure("metadata").Default("disable-legacy-endpoints", "true");
        config.Ensure("shieldedInstanceConfig").Default("enableIntegrityMonitoring", true);
        config.Ensure("resourceLabels").Default("goog-gke-node-pool-provisioning-model", config.Flag("spot") ? "spot" : config.Flag("preemptible") ? "preemptible" : "on-demand");
        config.Ensure("kubeletConfig").Default("insecureKubeletReadonlyPortEnabled", false);
        config.Ensure("kubeletConfig").Default("maxParallelImagePulls", 2);
        config["effectiveCgroupMode"] = "EFFECTIVE_CGROUP_MODE_V2";
        config.Default("windowsNodeConfig", new JsonObject());
        config.Default("loggingConfig", new JsonObject { ["variantConfig"] = new JsonObject { ["variant"] = "DEFAULT" } });
        MirrorBootDisk(config);
        var management = pool.Ensure("management");
        management.Default("autoRepair", true);
        management.Default("autoUpgrade", true);
        var upgrade = pool.Ensure("upgradeSettings");
        upgrade.Default("strategy", "SURGE");
        if (upgrade.Text("strategy") == "SURGE")
        {
            upgrade.Default("maxSurge", 1);
        }

        pool.Default("maxPodsConstraint", cluster["defaultMaxPodsConstraint"]?.DeepClone() ?? new JsonObject { ["maxPodsPerNode"] = "110" });
        pool["podIpv4CidrSize"] = PodPrefix(pool.Child("maxPodsConstraint")?.Number("maxPodsPerNode") ?? 110);
        var network = pool.Ensure("networkConfig");
        network.Default("enablePrivateNodes", cluster.Child("networkConfig")?.Flag("defaultEnablePrivateNodes") ?? false);
        network.Default("podRange", cluster.Child("ipAllocationPolicy")?.Text("clusterSecondaryRangeName"));
        network.Default("podIpv4CidrBlock", cluster.Child("ipAllocationPolicy")?.Text("clusterIpv4CidrBlock"));
        network["subnetwork"] = cluster.Child("networkConfig")?.Text("subnetwork");
        pool["version"] = pool.Text("version") is { Length: > 0 } version
            ? GkeVersions.Resolve(version, cluster.Child("releaseChannel")?.Text("channel"))
            : cluster.Text("currentMasterVersion");
        pool["$count"] = pool.Number("initialNodeCount") ?? 0;
        pool["selfLink"] = $"https://container.googleapis.com/v1/{address.Path}/nodePools/{name}";
        pool["etag"] = context.Identifiers.NextGuid();
        pool["status"] = "PROVISIONING";
        Check(pool, cluster);
    }

    /// <summary>Checks a pool after a change.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="cluster">Its cluster.</param>
    public void Check(JsonObject pool, JsonObject cluster)
    {
        var config = pool.Child("config")!;
        var machineType = config.Text("machineType")!;
        var zones = pool.Texts("locations").ToList();
        if (MachineTypes.Find(machineType) is null)
        {
            throw ContainerErrors.BadRequest($"Machine type with name '{machineType}' does not exist in zone '{zones.FirstOrDefault()}'.");
        }

        var region = Locations.RegionOf(cluster.Text("location")!)!;
        if (zones.Find(z => !Locations.ZonesOf(region).Contains(z)) is { } foreign)
        {
            throw ContainerErrors.BadRequest($"Node pool location '{foreign}' is not a zone of region '{region}'.");
        }

        if (config.Text("diskType") is not ("pd-standard" or "pd-balanced" or "pd-ssd" or "hyperdisk-balanced"))
        {
            throw ContainerErrors.BadRequest($"Invalid value for field \"node_config.disk_type\": \"{config.Text("diskType")}\".");
        }

        if (config.Number("diskSizeGb") is not (>= 10 and <= 65536))
        {
            throw ContainerErrors.BadRequest($"Invalid value for field \"node_config.disk_size_gb\": {config["diskSizeGb"]}. Must be between 10 and 65536.");
        }

        if (config.Text("imageType") is { } image && image.ToUpperInvariant() is not ("COS_CONTAINERD" or "UBUNTU_CONTAINERD"))
        {
            throw ContainerErrors.BadRequest($"Invalid value for field \"node_config.image_type\": \"{image}\".");
        }

        var account = config.Text("serviceAccount")!;
        if (account != "default" && !account.EndsWith("-compute@developer.gserviceaccount.com", StringComparison.Ordinal) && !context.Accounts.IsKnownToPolicies(account))
        {
            throw ContainerErrors.BadRequest($"Service account \"{account}\" does not exist.");
        }

        if (config.Flag("spot") && config.Flag("preemptible"))
        {
            throw ContainerErrors.BadRequest("Spot and preemptible cannot both be set.");
        }

        CheckAutoscaling(pool);
    }

    /// <summary>Keeps the two spellings of a pool's boot disk alike.</summary>
    /// <param name="config">The node configuration.</param>
    public static void MirrorBootDisk(JsonObject config) => config["bootDisk"] = new JsonObject
    {
        ["diskType"] = config.Text("diskType"),
        ["sizeGb"] = $"{config.Number("diskSizeGb")}",
    };

    [GeneratedRegex("^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$")]
    private static partial Regex NamePattern();

    private static void CheckAutoscaling(JsonObject pool)
    {
        if (pool.Child("autoscaling") is not { } autoscaling || !autoscaling.Flag("enabled"))
        {
            return;
        }

        var (least, most) = (autoscaling.Number("minNodeCount") ?? autoscaling.Number("totalMinNodeCount") ?? 0, autoscaling.Number("maxNodeCount") ?? autoscaling.Number("totalMaxNodeCount") ?? 0);
        if (most < 1 || least > most)
        {
            throw ContainerErrors.BadRequest($"Node pool autoscaling: min_node_count ({least}) must not be larger than max_node_count ({most}), which must be at least 1.");
        }
    }

    // Twice as many addresses as pods, rounded up to a power of two.
    private static int PodPrefix(long maxPods)
    {
        var prefix = 32;
        while ((1L << (32 - prefix)) < 2 * maxPods)
        {
            prefix--;
        }

        return prefix;
    }
}

using System.Globalization;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Compute;
using MeshHost.Emulator.Google.Http;
using MeshHost.Emulator.Google.State;

namespace MeshHost.Emulator.Google.Container;

/// <summary>What projects may use and do use.</summary>
internal sealed class QuotaLedger(CloudState state, GoogleCloudOptions options)
{
    private static readonly (string Metric, double Limit)[] s_regional =
        [("CPUS", 128), ("DISKS_TOTAL_GB", 40960), ("SSD_TOTAL_GB", 20480), ("IN_USE_ADDRESSES", 69), ("STATIC_ADDRESSES", 69), ("INSTANCES", 6000)];

    private static readonly (string Metric, double Limit)[] s_global =
        [("NETWORKS", 50), ("SUBNETWORKS", 1000), ("FIREWALLS", 1000), ("ROUTES", 1250), ("ROUTERS", 100), ("FORWARDING_RULES", 1000), ("TARGET_POOLS", 1000), ("HEALTH_CHECKS", 1000), ("STATIC_ADDRESSES", 80)];

    /// <summary>The quotas of a project.</summary>
    /// <param name="project">Project id.</param>
    /// <returns>Metric, limit and usage of each.</returns>
    public JsonArray Global(string project) => Render(s_global, metric => metric switch
    {
        "NETWORKS" => Count(project, "compute#network", ""),
        "SUBNETWORKS" => Count(project, "compute#subnetwork", ""),
        "FIREWALLS" => Count(project, "compute#firewall", ""),
        "ROUTES" => Count(project, "compute#route", ""),
        "ROUTERS" => Count(project, "compute#router", ""),
        "FORWARDING_RULES" => Count(project, "compute#forwardingRule", ""),
        "TARGET_POOLS" => Count(project, "compute#targetPool", ""),
        "HEALTH_CHECKS" => Count(project, "compute#httpHealthCheck", ""),
        _ => Count(project, "compute#address", "global/"),
    });

    /// <summary>The quotas of a region.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="region">The region.</param>
    /// <returns>Metric, limit and usage of each.</returns>
    public JsonArray Regional(string project, string region) => Render(s_regional, metric => metric switch
    {
        "CPUS" => Clusters(project, region).Sum(Cpus),
        "SSD_TOTAL_GB" => Clusters(project, region).Sum(c => DiskGb(c, "pd-balanced", "pd-ssd")),
        "DISKS_TOTAL_GB" => Clusters(project, region).Sum(c => DiskGb(c, "pd-standard")),
        "INSTANCES" => Count(project, "compute#instance", $"zones/{region}-"),
        "IN_USE_ADDRESSES" => Count(project, "compute#forwardingRule", $"regions/{region}/"),
        _ => Count(project, "compute#address", $"regions/{region}/"),
    });

    /// <summary>Refuses nodes for which the region has no quota.</summary>
    /// <param name="address">The cluster.</param>
    /// <param name="before">The cluster as it is, or <see langword="null"/> for a new one.</param>
    /// <param name="after">The cluster as it will be.</param>
    /// <exception cref="GoogleErrorException">403.</exception>
    public void CheckNodes(ClusterAddress address, JsonObject? before, JsonObject after)
    {
        var region = Locations.RegionOf(address.Location)!;
        Check("CPUS", Cpus(after) - (before is null ? 0 : Cpus(before)));
        Check("SSD_TOTAL_GB", DiskGb(after, "pd-balanced", "pd-ssd") - (before is null ? 0 : DiskGb(before, "pd-balanced", "pd-ssd")));

        void Check(string metric, double more)
        {
            var quota = Regional(address.Project, region).OfType<JsonObject>().First(q => q.Text("metric") == metric);
            var (limit, usage) = (quota["limit"]!.GetValue<double>(), quota["usage"]!.GetValue<double>());
            if (more > 0 && usage + more > limit)
            {
                throw new GoogleErrorException(
                    403,
                    "forbidden",
                    "PERMISSION_DENIED",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Insufficient regional quota to satisfy request: resource \"{metric}\": request requires '{more:F1}' and is short '{usage + more - limit:F1}'. project has a quota of '{limit:F1}' with '{limit - usage:F1}' available. View and manage quotas at https://console.cloud.google.com/iam-admin/quotas?usage=USED&project={address.Project}."));
            }
        }
    }

    private static double Cpus(JsonObject cluster) => cluster.Items("nodePools").Sum(p =>
        ClusterViews.NodeCount(p) * (MachineTypes.Find(p.Child("config")!.Text("machineType")!)?.Cpus ?? 0));

    private static double DiskGb(JsonObject cluster, params string[] types) => cluster.Items("nodePools")
        .Where(p => types.Contains(p.Child("config")!.Text("diskType")))
        .Sum(p => ClusterViews.NodeCount(p) * (double)(p.Child("config")!.Number("diskSizeGb") ?? 0));

    private JsonArray Render((string Metric, double Limit)[] quotas, Func<string, double> usage) =>
        new([.. quotas.Select(q => (JsonNode)new JsonObject
        {
            ["metric"] = q.Metric,
            ["limit"] = options.Quotas.GetValueOrDefault(q.Metric, q.Limit),
            ["usage"] = usage(q.Metric),
        })]);

    private double Count(string project, string kind, string below) =>
        state.Under(ComputeContext.Key($"projects/{project}/{below}")).Count(r => r.Value.Text("kind") == kind);

    private IEnumerable<JsonObject> Clusters(string project, string region) => state.Under($"container/projects/{project}/locations/")
        .Where(c => Locations.RegionOf(ClusterAddress.OfKey(c.Key).Location) == region && c.Value.Text("status") != "ERROR")
        .Select(c => c.Value);
}

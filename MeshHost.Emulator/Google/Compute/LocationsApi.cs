using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Container;
using MeshHost.Emulator.Google.Http;
using MeshHost.Emulator.Google.Projects;

namespace MeshHost.Emulator.Google.Compute;

/// <summary>What the compute API says of the project, its regions and zones, their quotas and machine types.</summary>
internal sealed class LocationsApi(ProjectDirectory projects, QuotaLedger quotas)
{
    /// <summary>Adds the methods.</summary>
    /// <param name="methods">The table.</param>
    public void Register(MethodTable methods)
    {
        methods.Add("compute.projects.get", call => new JsonObject
        {
            ["kind"] = "compute#project",
            ["id"] = projects.Find(call.Project)!.Number,
            ["name"] = call.Project,
            ["defaultServiceAccount"] = $"{projects.Find(call.Project)!.Number}-compute@developer.gserviceaccount.com",
            ["defaultNetworkTier"] = "PREMIUM",
            ["xpnProjectStatus"] = "UNSPECIFIED_XPN_PROJECT_STATUS",
            ["quotas"] = quotas.Global(call.Project),
            ["selfLink"] = ComputeLinks.Link($"projects/{call.Project}"),
        });
        methods.Add("compute.regions.get", call => Region(call, Known(Locations.Regions, call["region"], $"projects/{call.Project}/regions/{call["region"]}")));
        methods.Add("compute.regions.list", call => List(call, "region", "regions", Locations.Regions.Select(r => Region(call, r))));
        methods.Add("compute.zones.get", call => Zone(call, Known(AllZones(), call["zone"], $"projects/{call.Project}/zones/{call["zone"]}")));
        methods.Add("compute.zones.list", call => List(call, "zone", "zones", AllZones().Select(z => Zone(call, z))));
        methods.Add("compute.machineTypes.get", call => Machine(
            call, Locations.RequireZone(call["zone"]), Known(MachineTypes.Names(), call["machineType"], $"projects/{call.Project}/zones/{call["zone"]}/machineTypes/{call["machineType"]}")));
        methods.Add("compute.machineTypes.list", call => List(
            call, "machineType", $"zones/{Locations.RequireZone(call["zone"])}/machineTypes", MachineTypes.Names().Select(m => Machine(call, call["zone"], m))));
    }

    private static IReadOnlyCollection<string> AllZones() => [.. Locations.Regions.SelectMany(Locations.ZonesOf)];

    private static string Known(IReadOnlyCollection<string> names, string name, string path) =>
        names.Contains(name) ? name : throw GoogleErrorException.NotFound($"The resource '{path}' was not found");

    private static JsonObject List(MethodCall call, string kind, string path, IEnumerable<JsonObject> items)
    {
        var filter = ListFilter.Parse(call.Query.GetValueOrDefault("filter") ?? "");
        var all = items.Where(i => filter(i)).Select(i => KeyValuePair.Create(i.Text("name")!, i)).OrderBy(i => i.Key, StringComparer.Ordinal);
        var page = Page.Of([.. all], call.QueryInt("maxResults", 500), call.Query.GetValueOrDefault("pageToken"));
        var list = new JsonObject
        {
            ["kind"] = $"compute#{kind}List",
            ["id"] = $"projects/{call.Project}/{path}",
            ["items"] = new JsonArray([.. page.Items.Select(i => (JsonNode)i.Value)]),
            ["selfLink"] = ComputeLinks.Link($"projects/{call.Project}/{path}"),
        };
        list.Default("nextPageToken", page.NextToken);
        return list;
    }

    private static JsonObject Zone(MethodCall call, string zone) => new()
    {
        ["kind"] = "compute#zone",
        ["name"] = zone,
        ["status"] = "UP",
        ["region"] = ComputeLinks.Link($"projects/{call.Project}/regions/{Locations.RegionOf(zone)}"),
        ["selfLink"] = ComputeLinks.Link($"projects/{call.Project}/zones/{zone}"),
    };

    private static JsonObject Machine(MethodCall call, string zone, string name) => new()
    {
        ["kind"] = "compute#machineType",
        ["name"] = name,
        ["guestCpus"] = MachineTypes.Find(name)!.Value.Cpus,
        ["memoryMb"] = MachineTypes.Find(name)!.Value.MemoryMb,
        ["zone"] = zone,
        ["selfLink"] = ComputeLinks.Link($"projects/{call.Project}/zones/{zone}/machineTypes/{name}"),
    };

    private JsonObject Region(MethodCall call, string region) => new()
    {
        ["kind"] = "compute#region",
        ["name"] = region,
        ["status"] = "UP",
        ["quotas"] = quotas.Regional(call.Project, region),
        ["zones"] = ResourceJson.Array(Locations.ZonesOf(region).Select(z => ComputeLinks.Link($"projects/{call.Project}/zones/{z}"))),
        ["selfLink"] = ComputeLinks.Link($"projects/{call.Project}/regions/{region}"),
    };
}

using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Http;

namespace MeshHost.Emulator.Google.Compute;

/// <summary>Cloud Routers, with the NAT gateways that are part of them.</summary>
internal sealed class RouterCollection(ComputeContext context) : ComputeCollection(context, "routers", "router", ComputeScope.Region)
{
    /// <inheritdoc/>
    protected override IReadOnlyList<string> ChangeMethods => ["patch", "update"];

    /// <inheritdoc/>
    public override void Register(MethodTable methods)
    {
        base.Register(methods);
        methods.Add("compute.routers.getRouterStatus", Status);
    }

    /// <inheritdoc/>
    protected override void Prepare(JsonObject resource, string project, string path)
    {
        var reference = resource.Text("network") ?? throw Required("resource.network");
        resource["network"] = ComputeLinks.Link(Context.RequireReady(reference, project));
        resource.Default("encryptedInterconnectRouter", false);
        PrepareNats(resource, project, path);
    }

    /// <inheritdoc/>
    protected override JsonObject Changed(JsonObject current, JsonObject body, bool replace)
    {
        var path = ComputeLinks.Path(current.Text("selfLink")!, "");
        var network = current["network"]!.DeepClone();
        if (body.Text("network") is { } reference && ComputeLinks.Path(reference, path.Split('/')[1]) != ComputeLinks.Path(network.GetValue<string>(), ""))
        {
            throw GoogleErrorException.Invalid($"'{reference}'. The network of a router cannot be changed.", "resource.network");
        }

        if (replace)
        {
            foreach (var field in (string[])["nats", "bgp", "bgpPeers", "interfaces", "description"])
            {
                current.Remove(field);
            }
        }

        ResourceJson.Merge(current, body);
        current["network"] = network;
        PrepareNats(current, path.Split('/')[1], path);
        return current;
    }

    private static GoogleErrorException Required(string field) => new(400, "required", "INVALID_ARGUMENT", $"Required field '{field}' not specified");

    private void PrepareNats(JsonObject resource, string project, string path)
    {
        if (resource["nats"] is JsonArray { Count: 0 })
        {
            resource.Remove("nats");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (nat, i) in resource.Items("nats").Select((n, i) => (n, i)))
        {
            var field = $"resource.nats[{i}]";
            var name = nat.Text("name") ?? throw Required(field + ".name");
            if (!names.Add(name))
            {
                throw GoogleErrorException.Invalid($"'{name}'. Duplicate NAT name.", field + ".name");
            }

            nat.Default("natIpAllocateOption", nat.Items("natIps").Any() ? "MANUAL_ONLY" : "AUTO_ONLY");
            var sources = nat.Text("sourceSubnetworkIpRangesToNat") ?? throw Required(field + ".sourceSubnetworkIpRangesToNat");
            nat.Default("type", "PUBLIC");
            nat.Default("endpointTypes", new JsonArray("ENDPOINT_TYPE_VM"));
            nat.Default("enableEndpointIndependentMapping", false);
            nat.Default("autoNetworkTier", "PREMIUM");
            if (sources == "LIST_OF_SUBNETWORKS")
            {
                foreach (var subnetwork in nat.Items("subnetworks"))
                {
                    subnetwork["name"] = ComputeLinks.Link(Context.RequireReady(subnetwork.Text("name") ?? throw Required(field + ".subnetworks.name"), project));
                }
            }
            else
            {
                CheckExclusive(resource, path, name, field);
            }
        }
    }

    // A NAT for all subnetworks leaves none for another NAT of the region.
    private void CheckExclusive(JsonObject resource, string path, string name, string field)
    {
        var folder = ComputeContext.Key(path[..(path.LastIndexOf('/') + 1)]);
        var rival = Context.State.Under(folder)
            .Where(r => r.Value.Text("network") == resource.Text("network"))
            .SelectMany(r => r.Value.Items("nats").Select(n => (Router: ComputeContext.PathOf(r.Key), Name: n.Text("name"))))
            .Where(n => n.Router != path)
            .Select(n => $"{n.Router} / {n.Name}")
            .FirstOrDefault() ?? resource.Items("nats").Select(n => n.Text("name")).FirstOrDefault(n => n != name);
        if (rival is not null)
        {
            throw GoogleErrorException.Invalid(
                $"'{name}'. Only one NAT may cover all subnetworks of a network in a region; '{rival}' overlaps with it.", field);
        }
    }

    private JsonObject Status(MethodCall call)
    {
        var router = Require(call);
        return new JsonObject
        {
            ["kind"] = "compute#routerStatusResponse",
            ["result"] = new JsonObject
            {
                ["network"] = router.Text("network"),
                ["natStatus"] = new JsonArray([.. router.Items("nats").Select(n => (JsonNode)new JsonObject
                {
                    ["name"] = n.Text("name"),
                    ["numVmEndpointsWithNatMappings"] = 0,
                    ["minExtraNatIpsNeeded"] = 0,
                })]),
            },
        };
    }
}

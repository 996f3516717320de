using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Http;

namespace MeshHost.Emulator.Google.Compute;

/// <summary>VPC networks.</summary>
internal sealed class NetworkCollection(ComputeContext context) : ComputeCollection(context, "networks", "network", ComputeScope.Global)
{
    /// <inheritdoc/>
    protected override TimeSpan InsertDuration => TimeSpan.FromSeconds(12);

    /// <inheritdoc/>
    protected override TimeSpan DeleteDuration => TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    protected override IReadOnlyList<string> ChangeMethods => ["patch"];

    /// <inheritdoc/>
    protected override void Prepare(JsonObject resource, string project, string path)
    {
        if (resource["autoCreateSubnetworks"] is null || resource.ContainsKey("IPv4Range"))
        {
            // Without the field Google makes a legacy network, which cannot have subnetworks; new projects refuse that.
            throw GoogleErrorException.Invalid("'Legacy networks are not supported; set autoCreateSubnetworks.'", "resource.autoCreateSubnetworks");
        }

        if (resource.Flag("autoCreateSubnetworks"))
        {
            throw new GoogleErrorException(501, "notImplemented", "UNIMPLEMENTED", "The emulated Google Cloud does not model networks in auto mode; set autoCreateSubnetworks to false.");
        }

        resource.Default("networkFirewallPolicyEnforcementOrder", "AFTER_CLASSIC_FIREWALL");
        var routing = resource.Ensure("routingConfig");
        routing.Default("routingMode", "REGIONAL");
        routing.Default("bgpBestPathSelectionMode", "LEGACY");
    }

    /// <inheritdoc/>
    protected override JsonObject Changed(JsonObject current, JsonObject body, bool replace)
    {
        foreach (var (field, value) in body)
        {
            var isChangeable = field is "routingConfig" or "mtu" or "networkFirewallPolicyEnforcementOrder" or "name";
            if (!isChangeable && !JsonNode.DeepEquals(value, current[field]))
            {
                throw GoogleErrorException.Invalid($"'{value?.ToJsonString()}'. Field cannot be changed after the network was created.", $"resource.{field}");
            }
        }

        return base.Changed(current, body, replace);
    }

    /// <inheritdoc/>
    protected override void Created(string key, JsonObject resource)
    {
        var path = ComputeContext.PathOf(key);
        var project = path.Split('/')[1];
        var name = $"default-route-{Context.Identifiers.NextHex(16)}";
        var routePath = $"projects/{project}/global/routes/{name}";
        Context.State.Put(ComputeContext.Key(routePath), new JsonObject
        {
            ["kind"] = "compute#route",
            ["id"] = Context.Identifiers.NextNumber(),
            ["creationTimestamp"] = Context.Now(),
            ["name"] = name,
            ["description"] = "Default route to the Internet.",
            ["network"] = ComputeLinks.Link(path),
            ["destRange"] = "0.0.0.0/0",
            ["priority"] = 1000,
            ["nextHopGateway"] = ComputeLinks.Link($"projects/{project}/global/gateways/default-internet-gateway"),
            ["selfLink"] = ComputeLinks.Link(routePath),
        });
    }

    /// <inheritdoc/>
    protected override void Deleted(string key)
    {
        var link = ComputeLinks.Link(ComputeContext.PathOf(key));
        foreach (var (routeKey, _) in RoutesOf(link))
        {
            Context.State.Remove(routeKey);
        }
    }

    /// <inheritdoc/>
    protected override string? Blocker(string key)
    {
        var path = ComputeContext.PathOf(key);
        var project = path.Split('/')[1];
        var link = ComputeLinks.Link(path);
        return Context.State.Under(ComputeContext.Key($"projects/{project}/"))
            .Where(r => r.Key != key && r.Value.Text("network") == link && !IsOwnRoute(r.Value))
            .Select(r => ComputeContext.PathOf(r.Key))
            .FirstOrDefault();
    }

    /// <inheritdoc/>
    protected override JsonObject View(JsonObject resource)
    {
        var link = resource.Text("selfLink")!;
        var path = ComputeLinks.Path(link, "");
        var view = (JsonObject)resource.DeepClone();
        view["selfLinkWithId"] = link[..(link.LastIndexOf('/') + 1)] + resource.Text("id");
        var subnetworks = Context.State.Under(ComputeContext.Key($"projects/{path.Split('/')[1]}/regions/"))
            .Where(r => r.Value.Text("kind") == "compute#subnetwork" && r.Value.Text("network") == link)
            .Select(r => r.Value.Text("selfLink")!)
            .ToList();
        if (subnetworks.Count > 0)
        {
            view["subnetworks"] = ResourceJson.Array(subnetworks);
        }

        return view;
    }

    private static bool IsOwnRoute(JsonObject resource) =>
        resource.Text("kind") == "compute#route" && resource.Text("name")!.StartsWith("default-route-", StringComparison.Ordinal);

    private IEnumerable<KeyValuePair<string, JsonObject>> RoutesOf(string networkLink) =>
        Context.State.Under(ComputeContext.Key($"projects/{ComputeLinks.Path(networkLink, "").Split('/')[1]}/global/routes/"))
            .Where(r => r.Value.Text("network") == networkLink && IsOwnRoute(r.Value));
}

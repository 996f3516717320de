using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Compute;
using MeshHost.Emulator.Google.Http;

namespace MeshHost.Emulator.Google.LoadBalancing;

/// <summary>
/// Makes and removes what GKE's cloud controller makes for a Service of type LoadBalancer: a forwarding rule with an external
/// address, a target pool, a health check and two firewall rules. Whoever deletes a cluster before its services leaves all of them behind.
/// </summary>
internal sealed class LoadBalancerController(ComputeContext context)
{
    private const string KeyField = "$service";

    /// <summary>Makes the load balancer of a service, or changes the ports of the one that it has.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="region">Region.</param>
    /// <param name="network">Short name of the network.</param>
    /// <param name="serviceKey">Unique per Service object.</param>
    /// <param name="ports">The ports.</param>
    /// <param name="requestedAddress">A reserved address to use, or <see langword="null"/> for a new one.</param>
    /// <returns>The load balancer.</returns>
    public LoadBalancer Create(string project, string region, string network, string serviceKey, IReadOnlyList<LoadBalancerPort> ports, string? requestedAddress)
    {
        var name = NameOf(serviceKey);
        var regionPath = $"projects/{project}/regions/{region}";
        var rulePath = $"{regionPath}/forwardingRules/{name}";
        var address = context.State.Find(ComputeContext.Key(rulePath))?.Text("IPAddress") ?? requestedAddress ?? ExternalAddresses.Free(context.State);
        var networkLink = ComputeLinks.Link($"projects/{project}/global/networks/{network}");
        var description = new JsonObject { ["kubernetes.io/service-name"] = string.Join('/', serviceKey.Split('/').TakeLast(2)) }.ToJsonString();
        var healthCheck = $"projects/{project}/global/httpHealthChecks/{HealthCheckName(serviceKey)}";

        context.Put(healthCheck, "compute#httpHealthCheck", new JsonObject
        {
            ["description"] = "{\"kubernetes.io/cluster-id\":\"emulated\"}",
            ["port"] = 10256,
            ["requestPath"] = "/healthz",
            ["checkIntervalSec"] = 8,
            ["timeoutSec"] = 1,
            ["healthyThreshold"] = 1,
            ["unhealthyThreshold"] = 3,
            ["host"] = "",
        });
        context.Put($"{regionPath}/targetPools/{name}", "compute#targetPool", new JsonObject
        {
            ["description"] = description,
            ["sessionAffinity"] = "NONE",
            ["healthChecks"] = new JsonArray(ComputeLinks.Link(healthCheck)),
            ["instances"] = ResourceJson.Array(NodesIn(project, region, networkLink)),
            ["region"] = ComputeLinks.Link(regionPath),
        });
        var numbers = ports.Select(p => p.Port).ToList();
        context.Put(rulePath, "compute#forwardingRule", new JsonObject
        {
            [KeyField] = serviceKey,
            ["description"] = description,
            ["IPAddress"] = address,
            ["IPProtocol"] = ports.Count > 0 ? ports[0].Protocol : "TCP",
            ["portRange"] = numbers.Count > 0 ? $"{numbers.Min()}-{numbers.Max()}" : "1-65535",
            ["$ports"] = new JsonArray([.. ports.Select(p => (JsonNode)$"{p.Port}/{p.Protocol}")]),
            ["$network"] = network,
            ["loadBalancingScheme"] = "EXTERNAL",
            ["networkTier"] = "PREMIUM",
            ["target"] = ComputeLinks.Link($"{regionPath}/targetPools/{name}"),
            ["region"] = ComputeLinks.Link(regionPath),
            ["fingerprint"] = context.Identifiers.NextFingerprint(),
        });
        PutFirewall(project, $"k8s-fw-{name}", networkLink, description, ["0.0.0.0/0"],
            [.. ports.GroupBy(p => p.Protocol.ToLowerInvariant()).Select(g => (g.Key, g.Select(p => $"{p.Port}")))], address);
        PutFirewall(project, $"{HealthCheckName(serviceKey)}-http-hc", networkLink, "{\"kubernetes.io/cluster-id\":\"emulated\"}",
            ["130.211.0.0/22", "209.85.152.0/22", "209.85.204.0/22", "35.191.0.0/16"], [("tcp", ["10256"])], null);
        return new LoadBalancer(project, region, network, serviceKey, name, address, ports);
    }

    /// <summary>Removes the load balancer of a service.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="region">Region.</param>
    /// <param name="serviceKey">The service.</param>
    /// <returns>Whether there was one.</returns>
    public bool Delete(string project, string region, string serviceKey)
    {
        var name = NameOf(serviceKey);
        var existed = context.State.Remove(ComputeContext.Key($"projects/{project}/regions/{region}/forwardingRules/{name}"));
        context.State.Remove(ComputeContext.Key($"projects/{project}/regions/{region}/targetPools/{name}"));
        context.State.Remove(ComputeContext.Key($"projects/{project}/global/firewalls/k8s-fw-{name}"));

        // The health check is shared by the cluster's services: it goes with the last of them.
        if (!All().Any(b => b.Project == project && HealthCheckName(b.ServiceKey) == HealthCheckName(serviceKey)))
        {
            context.State.Remove(ComputeContext.Key($"projects/{project}/global/httpHealthChecks/{HealthCheckName(serviceKey)}"));
            context.State.Remove(ComputeContext.Key($"projects/{project}/global/firewalls/{HealthCheckName(serviceKey)}-http-hc"));
        }

        return existed;
    }

    /// <summary>The load balancers that exist.</summary>
    /// <returns>The load balancers, by name.</returns>
    public IReadOnlyList<LoadBalancer> All() =>
        [.. context.State.Under("compute/projects/")
            .Where(r => r.Value.ContainsKey(KeyField))
            .Select(r => new LoadBalancer(
                r.Key.Split('/')[2],
                r.Key.Split('/')[4],
                r.Value.Text("$network")!,
                r.Value.Text(KeyField)!,
                r.Value.Text("name")!,
                r.Value.Text("IPAddress")!,
                [.. r.Value.Texts("$ports").Select(p => p.Split('/')).Select(p => new LoadBalancerPort(int.Parse(p[0], System.Globalization.CultureInfo.InvariantCulture), p[1]))]))];

    private IEnumerable<string> NodesIn(string project, string region, string networkLink) =>
        context.State.Under(ComputeContext.Key($"projects/{project}/zones/{region}-")).Select(r => r.Value)
            .Where(r => r.Text("kind") == "compute#instance" && r.Items("networkInterfaces").Any(i => i.Text("network") == networkLink))
            .Select(r => r.Text("selfLink")!);

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    // As Kubernetes names cloud load balancers: "a" and the service's uid without dashes.
    private static string NameOf(string serviceKey) => string.Concat("a", Hash(serviceKey).AsSpan(0, 31));

    private static string HealthCheckName(string serviceKey) => $"k8s-{Hash(serviceKey.Split('/')[0])[..16]}-node";

    private void PutFirewall(
        string project,
        string name,
        string networkLink,
        string description,
        string[] sources,
        IReadOnlyList<(string Protocol, IEnumerable<string> Ports)> allowed,
        string? destination)
    {
        var rule = new JsonObject
        {
            ["description"] = description,
            ["network"] = networkLink,
            ["priority"] = 1000,
            ["direction"] = "INGRESS",
            ["disabled"] = false,
            ["logConfig"] = new JsonObject { ["enable"] = false },
            ["sourceRanges"] = ResourceJson.Array(sources),
            ["allowed"] = new JsonArray([.. allowed.Select(a => (JsonNode)new JsonObject { ["IPProtocol"] = a.Protocol, ["ports"] = ResourceJson.Array(a.Ports) })]),
        };
        if (destination is not null)
        {
            rule["destinationRanges"] = new JsonArray(destination);
        }

        context.Put($"projects/{project}/global/firewalls/{name}", "compute#firewall", rule);
    }
}

using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Kubernetes.Tables;

/// <summary>The columns of services, endpoints and ingresses.</summary>
internal static class ServiceCells
{
    private const int MaxEndpoints = 3;

    public static readonly IReadOnlyList<TableColumn> Services =
    [
        Columns.Name,
        Columns.Text("Type", "spec.type"),
        Columns.Text("Cluster-IP", "spec.clusterIP", missing: "<none>"),
        new("External-IP", (service, _) => ExternalAddress(service)),
        new("Port(s)", (service, _) => Ports(service)),
        Columns.Age,
        Columns.Selector,
    ];

    public static readonly IReadOnlyList<TableColumn> Endpoints =
    [
        Columns.Name,
        new("Endpoints", (endpoints, _) => Addresses(endpoints)),
        Columns.Age,
    ];

    public static readonly IReadOnlyList<TableColumn> EndpointSlices =
    [
        Columns.Name,
        Columns.Text("AddressType", "addressType"),
        new("Ports", (slice, _) => Columns.None(Columns.Join(slice.Array("ports").Objects().Select(port => $"{port.Integer("port")}")))),
        new("Endpoints", (slice, _) => Few(slice.Array("endpoints").Objects().SelectMany(endpoint => endpoint.Array("addresses").Texts()))),
        Columns.Age,
    ];

    public static readonly IReadOnlyList<TableColumn> Ingresses =
    [
        Columns.Name,
        Columns.Text("Class", "spec.ingressClassName", missing: "<none>"),
        new("Hosts", (ingress, _) => Columns.Join(ingress.Object("spec").Array("rules").Objects().Select(rule => rule.Text("host") ?? "*")) is { Length: > 0 } hosts ? hosts : "*"),
        new("Address", (ingress, _) => LoadBalancer(ingress)),
        new("Ports", (ingress, _) => ingress.Object("spec")?["tls"] is null ? "80" : "80, 443"),
        Columns.Age,
    ];

    private static string LoadBalancer(JsonObject obj) =>
        Columns.Join((obj.At("status.loadBalancer.ingress") as JsonArray).Objects().Select(ingress => ingress.Text("ip") is { Length: > 0 } ip ? ip : ingress.Text("hostname")));

    private static string ExternalAddress(JsonObject service)
    {
        var spec = service.Object("spec");
        var chosen = spec.Array("externalIPs").Texts().ToList();
        switch (spec.Text("type"))
        {
            case "ExternalName":
                return spec.Text("externalName") ?? "";
            case "LoadBalancer":
                var balancer = LoadBalancer(service);
                var all = chosen.Prepend(balancer).Where(address => address.Length > 0).ToList();
                return all.Count > 0 ? string.Join(',', all) : "<pending>";
            default:
                return chosen.Count > 0 ? string.Join(',', chosen) : "<none>";
        }
    }

    private static string Ports(JsonObject service)
    {
        var ports = service.Object("spec").Array("ports").Objects().Select(port => port.Integer("nodePort") is > 0 and var node
            ? $"{port.Integer("port")}:{node}/{port.Text("protocol")}"
            : $"{port.Integer("port")}/{port.Text("protocol")}");
        return Columns.None(string.Join(',', ports));
    }

    private static string Addresses(JsonObject endpoints) => Few(endpoints.Array("subsets").Objects().SelectMany(subset =>
    {
        var ports = subset.Array("ports").Objects().Select(port => port.Integer("port")).ToList();
        var addresses = subset.Array("addresses").Objects().Select(address => address.Text("ip")).ToList();
        return ports.Count == 0 ? addresses.Select(address => $"{address}") : ports.SelectMany(port => addresses.Select(address => $"{address}:{port}"));
    }));

    private static string Few(IEnumerable<string> addresses)
    {
        var all = addresses.ToList();
        return all.Count == 0 ? "<none>"
            : all.Count > MaxEndpoints ? $"{string.Join(',', all.Take(MaxEndpoints))} + {all.Count - MaxEndpoints} more..."
            : string.Join(',', all);
    }
}

using System.Text.Json.Nodes;
using MeshHost.Kubernetes;
using MeshHost.Lifecycle;

namespace MeshHost.Resources.CommandLine;

/// <summary>
/// Finds out what a node's ports are: those of the Service in front of its pods, whoever declared it, or of its pod where there is none.
/// Guesses nothing: what is not the only one has to be named.
/// </summary>
/// <param name="pods">The node's pods.</param>
/// <param name="node">The node's name.</param>
internal sealed class ForwardTargetFinder(NodePods pods, string node)
{
    private static readonly GroupVersionKind s_service = new("", "v1", "Service");

    /// <param name="service">The Service's name, with or without its namespace in front, or <see langword="null"/>.</param>
    /// <param name="pod">The pod's name, with or without its namespace in front, or <see langword="null"/>.</param>
    /// <param name="ports">The ports that are asked for, by number or name.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    public async Task<ForwardTarget> FindAsync(string? service, string? pod, IReadOnlyList<string> ports, CancellationToken cancellationToken)
    {
        if (pod is not null)
        {
            return Pod(pod);
        }

        var services = await FindServicesAsync(cancellationToken).ConfigureAwait(false);
        if (service is not null)
        {
            return services.Where(s => s.Service.Name == service || Name(s.Service) == service).ToList() switch
            {
                [var named] => Target(named),
                [] => throw new LifecycleException($"No Service '{service}' leads to a pod behind '{node}'. {Describe(services)}"),
                _ => throw new LifecycleException($"There is a Service '{service}' in several namespaces. Put the namespace in front: NAMESPACE/{service}."),
            };
        }

        if (services.Count == 0)
        {
            return Pod(null);
        }

        var asked = string.Join(" and ", ports);
        var having = services.Where(s => ports.All(p => Has(s.Service, p))).ToList();
        return having switch
        {
            [var one] => Target(one),
            _ when having.Where(s => !IsHeadless(s.Service)).ToList() is [var one] => Target(one),
            [] => throw new LifecycleException(
                $"No Service of '{node}' has the port {asked}. {Describe(services)} A port that no Service has is reached with --pod. {pods.Choices()}"),
            var several => throw new LifecycleException($"Several Services of '{node}' have the port {asked}. Choose one with --service. {Describe(several)}"),
        };
    }

    /// <summary>The Services whose selectors lead to one of the node's pods.</summary>
    private async Task<IReadOnlyList<(KubernetesClient Client, KubernetesObject Service)>> FindServicesAsync(CancellationToken cancellationToken)
    {
        var found = new List<(KubernetesClient Client, KubernetesObject Service)>();
        foreach (var group in pods.All.GroupBy(p => (p.Client, p.Pod.Namespace)))
        {
            var services = await group.Key.Client.ListAsync(s_service, group.Key.Namespace, null, cancellationToken).ConfigureAwait(false);
            found.AddRange(services.Where(s => group.Any(p => Selects(s, p.Pod))).Select(s => (group.Key.Client, s)));
        }

        return [.. found.OrderBy(s => Name(s.Service), StringComparer.Ordinal)];
    }

    private ForwardTarget Pod(string? name)
    {
        var chosen = pods.ChooseRunning(name);
        return new ForwardTarget(chosen.Client, chosen.Pod.Reference);
    }

    private static ForwardTarget Target((KubernetesClient Client, KubernetesObject Service) found) => new(found.Client, found.Service.Reference);

    private static bool Selects(KubernetesObject service, KubernetesObject pod) =>
        service.Json["spec"]?["selector"] is JsonObject { Count: > 0 } selector && selector.All(l => pod.Labels.TryGetValue(l.Key, out var value) && value == (string?)l.Value);

    // An operator puts one of its own, for the pods' names, beside the one that people use.
    private static bool IsHeadless(KubernetesObject service) => (string?)service.Json["spec"]?["clusterIP"] == "None";

    private static bool Has(KubernetesObject service, string port) => Ports(service).Any(p => $"{p["port"]}" == port || (string?)p["name"] == port);

    // Only TCP can be forwarded.
    private static IEnumerable<JsonObject> Ports(KubernetesObject service) =>
        (service.Json["spec"]?["ports"] as JsonArray ?? []).OfType<JsonObject>().Where(p => (string?)p["protocol"] is null or "TCP");

    private static string Name(KubernetesObject service) => $"{service.Namespace}/{service.Name}";

    private static string Describe(IReadOnlyList<(KubernetesClient Client, KubernetesObject Service)> services) => services.Count == 0
        ? "There is none."
        : $"There {(services.Count == 1 ? "is" : "are")} {string.Join(", ", services.Select(s => $"{Name(s.Service)} with {PortNames(s.Service)}"))}.";

    private static string PortNames(KubernetesObject service) =>
        string.Join(", ", Ports(service).Select(p => (string?)p["name"] is { } name ? $"{p["port"]} ({name})" : $"{p["port"]}"));
}

using System.Text.RegularExpressions;

namespace MeshHost.Resources.Gke;

/// <summary>How GKE and its controllers name what they make. Whatever else begins with <c>k8s</c> or <c>gke</c> is somebody's own. Pure.</summary>
internal static partial class GkeMadeNames
{
    /// <summary>Whether a firewall rule bears a name that GKE or one of its controllers gives.</summary>
    public static bool IsFirewallRule(string name) => BalancerRule().IsMatch(name) || HealthCheckRule().IsMatch(name) || RuleOfOther().IsMatch(name);

    /// <summary>Whether a network endpoint group was made by GKE's controller: by its name, or by the cluster in its description where its name was chosen.</summary>
    public static bool IsEndpointGroup(string name, string? description) =>
        EndpointGroup().IsMatch(name) || description?.Contains("\"cluster-uid\"", StringComparison.Ordinal) is true;

    /// <summary>Name that the parts of the load balancer behind a firewall rule share, or null.</summary>
    public static string? BalancerOf(string rule) =>
        BalancerRule().Match(rule) is { Success: true } balancer ? balancer.Groups["name"].Value
        : HealthCheckRule().Match(rule) is { Success: true } check ? check.Groups["name"].Value
        : SharedCheckRule().Match(rule) is { Success: true } shared ? shared.Groups["name"].Value
        : ServiceRule().IsMatch(rule) ? rule : null;

    /// <summary>Whether the link of an instance is that of a node in one of a cluster's pools.</summary>
    public static bool IsNode(string link, string project, string region, string cluster, IEnumerable<string> pools)
    {
        var match = Instance().Match(link);
        return match.Success && match.Groups["project"].Value == project && match.Groups["region"].Value == region
            && pools.Any(p => match.Groups["group"].Value == $"gke-{cluster}-{p}");
    }

    // Kubernetes names a balancer "a" and the service's uid, 32 characters together; an Ingress of GKE's has a shared rule.
    [GeneratedRegex("^k8s-fw-(?<name>a[0-9a-f]{31}|l7-.+)$")]
    private static partial Regex BalancerRule();

    [GeneratedRegex("^(?:k8s-(?<name>a[0-9a-f]{31})|(?<name>k8s-[0-9a-f]{16}-node))(?:-http)?-hc$")]
    private static partial Regex HealthCheckRule();

    [GeneratedRegex("^(?<name>k8s2-[0-9a-z]{8}-l4-shared-hc)-fw$")]
    private static partial Regex SharedCheckRule();

    [GeneratedRegex("^k8s2-[0-9a-z]{8}-[-0-9a-z]+-[0-9a-z]{8}$")]
    private static partial Regex ServiceRule();

    // gke-CLUSTER-HASH-PURPOSE of clusters, gkegw1- of gateways, k8s2- of services.
    [GeneratedRegex("^(?:gke-.+-[0-9a-f]{8}-[a-z]+|gkegw1-.+|k8s2-[0-9a-z]{8}-.+)$")]
    private static partial Regex RuleOfOther();

    [GeneratedRegex("^k8s[12]-[0-9a-z]{8}-.+$")]
    private static partial Regex EndpointGroup();

    [GeneratedRegex("/?projects/(?<project>[^/]+)/zones/(?<region>[^/]+)-[a-z]/instances/(?<group>gke-.+)-[0-9a-f]{8}-[0-9a-z]{4}$")]
    private static partial Regex Instance();
}

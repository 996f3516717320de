using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Http;

namespace MeshHost.Emulator.Google.Compute;

/// <summary>Decides, as a VPC does, whether a connection gets in: the matching rule of the lowest priority number, deny before allow, else no.</summary>
internal sealed class FirewallEvaluator(ComputeContext context)
{
    /// <summary>Whether a connection gets in.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="network">Short name of the network.</param>
    /// <param name="source">Address or range that it comes from; a range gets in when all of it does.</param>
    /// <param name="port">Destination port.</param>
    /// <param name="protocol">Protocol, such as <c>tcp</c>.</param>
    /// <param name="targetServiceAccount">Service account of the destination, if known.</param>
    /// <param name="targetTags">Network tags of the destination.</param>
    /// <returns><see langword="true"/> when it gets in.</returns>
    public bool IsIngressAllowed(
        string project,
        string network,
        string source,
        int port,
        string protocol,
        string? targetServiceAccount,
        IReadOnlyCollection<string> targetTags)
    {
        var from = ParseRange(source) ?? throw new ArgumentException($"'{source}' is neither an IP address nor a CIDR range.", nameof(source));
        var link = ComputeLinks.Link($"projects/{project}/global/networks/{network}");
        var decisive = context.State.Under(ComputeContext.Key($"projects/{project}/global/firewalls/"))
            .Select(r => r.Value)
            .Where(rule => rule.Text("network") == link
                && rule.Text("direction") == "INGRESS"
                && !rule.Flag("disabled")
                && AppliesTo(rule, targetServiceAccount, targetTags)
                && rule.Texts("sourceRanges").Any(range => ParseRange(range) is { } wide && Contains(wide, from))
                && rule.Items(rule.ContainsKey("denied") ? "denied" : "allowed").Any(entry => Covers(entry, protocol, port)))
            .OrderBy(rule => rule.Number("priority"))
            .ThenBy(rule => rule.ContainsKey("denied") ? 0 : 1)
            .FirstOrDefault();
        return decisive is not null && !decisive.ContainsKey("denied");
    }

    private static bool AppliesTo(JsonObject rule, string? serviceAccount, IReadOnlyCollection<string> tags)
    {
        if (rule.ContainsKey("targetServiceAccounts"))
        {
            return serviceAccount is not null && rule.Texts("targetServiceAccounts").Contains(serviceAccount);
        }

        return !rule.ContainsKey("targetTags") || rule.Texts("targetTags").Any(tags.Contains);
    }

    private static bool Covers(JsonObject entry, string protocol, int port)
    {
        var covered = entry.Text("IPProtocol")?.ToLowerInvariant() switch { "all" => true, "6" => protocol == "tcp", "17" => protocol == "udp", "1" => protocol == "icmp", var name => name == protocol };
        return covered && (!entry.ContainsKey("ports") || entry.Texts("ports").Any(p => InPorts(p, port)));
    }

    private static bool InPorts(string ports, int port)
    {
        var bounds = ports.Split('-');
        return int.Parse(bounds[0], CultureInfo.InvariantCulture) <= port && port <= int.Parse(bounds[^1], CultureInfo.InvariantCulture);
    }

    private static IPNetwork? ParseRange(string text) =>
        IPNetwork.TryParse(text.Contains('/', StringComparison.Ordinal) ? text : IPAddress.TryParse(text, out var address) ? $"{text}/{address.GetAddressBytes().Length * 8}" : "", out var network) ? network : null;

    private static bool Contains(IPNetwork wide, IPNetwork narrow) => wide.PrefixLength <= narrow.PrefixLength && wide.Contains(narrow.BaseAddress);
}

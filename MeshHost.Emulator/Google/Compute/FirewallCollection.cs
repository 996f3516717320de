using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Http;

namespace MeshHost.Emulator.Google.Compute;

/// <summary>VPC firewall rules.</summary>
internal sealed class FirewallCollection(ComputeContext context) : ComputeCollection(context, "firewalls", "firewall", ComputeScope.Global)
{
    /// <inheritdoc/>
    protected override IReadOnlyList<string> ChangeMethods => ["patch", "update"];

    /// <inheritdoc/>
    protected override TimeSpan DeleteDuration => TimeSpan.FromSeconds(8);

    /// <inheritdoc/>
    protected override void Prepare(JsonObject resource, string project, string path)
    {
        resource["network"] = ComputeLinks.Link(Context.RequireReady(resource.Text("network") ?? "global/networks/default", project));
        resource.Default("description", "");
        resource.Default("direction", "INGRESS");
        resource.Default("priority", 1000);
        resource.Default("disabled", false);
        resource.Default("logConfig", new JsonObject { ["enable"] = false });
        if (resource.Text("direction") == "INGRESS" && !resource.ContainsKey("sourceRanges") && !resource.ContainsKey("sourceTags") && !resource.ContainsKey("sourceServiceAccounts"))
        {
            resource["sourceRanges"] = new JsonArray("0.0.0.0/0");
        }
        else if (resource.Text("direction") == "EGRESS")
        {
            resource.Default("destinationRanges", new JsonArray("0.0.0.0/0"));
        }

        Check(resource);
    }

    /// <inheritdoc/>
    protected override JsonObject Changed(JsonObject current, JsonObject body, bool replace)
    {
        var path = ComputeLinks.Path(current.Text("selfLink")!, "");
        var project = path.Split('/')[1];
        if (body.Text("direction") is { } direction && direction != current.Text("direction"))
        {
            throw GoogleErrorException.Invalid($"'{direction}'. The direction of a firewall rule cannot be changed.", "resource.direction");
        }

        var network = body.Text("network") is { } reference ? ComputeLinks.Link(Context.RequireReady(reference, project)) : current.Text("network");
        if (replace)
        {
            var replaced = (JsonObject)body.DeepClone();
            replaced["network"] = network;
            replaced["direction"] = current.Text("direction");
            Prepare(replaced, project, path);
            return replaced;
        }

        ResourceJson.Merge(current, body);
        current["network"] = network;
        Check(current);
        return current;
    }

    private static void Check(JsonObject rule)
    {
        if (rule.ContainsKey("allowed") == rule.ContainsKey("denied"))
        {
            throw GoogleErrorException.Invalid("Exactly one of allowed and denied must be specified.", "resource.allowed");
        }

        if (rule.Number("priority") is not (>= 0 and <= 65535))
        {
            throw GoogleErrorException.Invalid($"'{rule["priority"]}'. Must be between 0 and 65535.", "resource.priority");
        }

        var entries = rule.ContainsKey("allowed") ? "allowed" : "denied";
        foreach (var (entry, i) in rule.Items(entries).Select((e, i) => (e, i)))
        {
            CheckEntry(entry, $"resource.{entries}[{i}]");
        }

        var isIngress = rule.Text("direction") == "INGRESS";
        var wrong = isIngress ? "destinationRanges" : "sourceRanges";
        if (!isIngress && (rule.ContainsKey("sourceTags") || rule.ContainsKey(wrong) || rule.ContainsKey("sourceServiceAccounts")))
        {
            throw GoogleErrorException.Invalid("An EGRESS rule has no source.", "resource." + wrong);
        }

        foreach (var range in rule.Texts(isIngress ? "sourceRanges" : "destinationRanges"))
        {
            if (!IPNetwork.TryParse(range, out _) && !IPAddress.TryParse(range, out _))
            {
                throw GoogleErrorException.Invalid($"'{range}'. Must be a valid IP address range in CIDR form.", isIngress ? "resource.sourceRanges" : "resource.destinationRanges");
            }
        }

        var byAccount = rule.ContainsKey("targetServiceAccounts") || rule.ContainsKey("sourceServiceAccounts");
        if (byAccount && (rule.ContainsKey("targetTags") || rule.ContainsKey("sourceTags")))
        {
            throw GoogleErrorException.Invalid("Service accounts cannot be combined with tags.", "resource.targetServiceAccounts");
        }
    }

    private static void CheckEntry(JsonObject entry, string field)
    {
        var protocol = entry.Text("IPProtocol")?.ToLowerInvariant();
        var isNumber = byte.TryParse(protocol, CultureInfo.InvariantCulture, out _);
        if (!isNumber && protocol is not ("tcp" or "udp" or "icmp" or "esp" or "ah" or "sctp" or "ipip" or "all"))
        {
            throw GoogleErrorException.Invalid($"'{protocol}'. Must be a well-known protocol name or a protocol number.", field + ".IPProtocol");
        }

        if (entry.ContainsKey("ports") && protocol is not ("tcp" or "udp" or "sctp" or "6" or "17" or "132"))
        {
            throw GoogleErrorException.Invalid($"Ports may only be specified on rules whose protocol is one of [TCP, UDP, SCTP].", field + ".ports");
        }

        foreach (var ports in entry.Texts("ports"))
        {
            var bounds = ports.Split('-').Select(b => int.TryParse(b, CultureInfo.InvariantCulture, out var port) ? port : -1).ToArray();
            if (bounds.Length > 2 || bounds.Any(b => b is < 0 or > 65535) || bounds[0] > bounds[^1])
            {
                throw GoogleErrorException.Invalid($"'{ports}'. Ports must be integers between 0-65535, or a range of them.", field + ".ports");
            }
        }
    }
}

using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Http;

namespace MeshHost.Emulator.Google.Compute;

/// <summary>Subnetworks, with their secondary ranges.</summary>
internal sealed class SubnetworkCollection(ComputeContext context) : ComputeCollection(context, "subnetworks", "subnetwork", ComputeScope.Region)
{
    /// <inheritdoc/>
    protected override TimeSpan InsertDuration => TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    protected override TimeSpan PatchDuration => TimeSpan.FromSeconds(12);

    /// <inheritdoc/>
    protected override TimeSpan DeleteDuration => TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    protected override IReadOnlyList<string> ChangeMethods => ["patch"];

    /// <inheritdoc/>
    public override void Register(MethodTable methods)
    {
        base.Register(methods);
        methods.Add("compute.subnetworks.setPrivateIpGoogleAccess", call => Change(call, "setPrivateIpGoogleAccess", (current, body) =>
        {
            current["privateIpGoogleAccess"] = body.Flag("privateIpGoogleAccess");
            return current;
        }));
        methods.Add("compute.subnetworks.expandIpCidrRange", call => Change(call, "expandIpCidrRange", Expand));
    }

    /// <inheritdoc/>
    protected override void Prepare(JsonObject resource, string project, string path)
    {
        var network = Context.RequireReady(resource.Text("network") ?? throw Required("resource.network"), project);
        resource["network"] = ComputeLinks.Link(network);
        var primary = Range(resource.Text("ipCidrRange") ?? throw Required("resource.ipCidrRange"), "resource.ipCidrRange");
        resource["ipCidrRange"] = primary.ToString();
        CheckRanges(resource, path);
        resource.Default("privateIpGoogleAccess", false);
        resource.Default("purpose", "PRIVATE");
        resource.Default("stackType", "IPV4_ONLY");
        resource.Default("privateIpv6GoogleAccess", "DISABLE_GOOGLE_ACCESS");
        resource["gatewayAddress"] = primary.Address(1);
        resource["state"] = "READY";
        resource["fingerprint"] = Context.Identifiers.NextFingerprint();
        MirrorFlowLogs(resource);
    }

    /// <inheritdoc/>
    protected override JsonObject Changed(JsonObject current, JsonObject body, bool replace)
    {
        if (body.Text("fingerprint") is null)
        {
            throw Required("resource.fingerprint");
        }

        foreach (var field in (string[])["ipCidrRange", "network", "description", "purpose"])
        {
            if (body[field] is { } value && !JsonNode.DeepEquals(value, current[field]) && !SameReference(value, current[field]))
            {
                throw GoogleErrorException.Invalid($"'{value.ToJsonString()}'. Field cannot be changed by a patch.", $"resource.{field}");
            }
        }

        if (body["privateIpGoogleAccess"] is { } access && access.GetValue<bool>() != current.Flag("privateIpGoogleAccess"))
        {
            throw GoogleErrorException.Invalid("'privateIpGoogleAccess'. Use the setPrivateIpGoogleAccess method.", "resource.privateIpGoogleAccess");
        }

        var path = ComputeLinks.Path(current.Text("selfLink")!, "");
        if (body.ContainsKey("secondaryIpRanges"))
        {
            var kept = body.Items("secondaryIpRanges").Select(r => r.Text("rangeName")).ToHashSet();
            foreach (var removed in current.Items("secondaryIpRanges").Select(r => r.Text("rangeName")!).Where(r => !kept.Contains(r)))
            {
                if (ClusterUsing(path, removed) is { } cluster)
                {
                    throw InUse($"The secondary range '{removed}' of the subnetwork resource '{path}' is already being used by '{cluster}'");
                }
            }
        }

        var network = current["network"]!.DeepClone();
        ResourceJson.Merge(current, body);
        current["network"] = network;
        CheckRanges(current, path);
        MirrorFlowLogs(current);
        return current;
    }

    /// <inheritdoc/>
    protected override void CheckDelete(string key, JsonObject resource)
    {
        var path = ComputeContext.PathOf(key);
        var link = ComputeLinks.Link(path);
        var project = path.Split('/')[1];
        var user = Context.State.Under(ComputeContext.Key($"projects/{project}/"))
            .Where(r => r.Value.Text("subnetwork") == link
                || r.Value.Items("networkInterfaces").Any(i => i.Text("subnetwork") == link)
                || r.Value.Items("nats").Any(n => n.Items("subnetworks").Any(s => s.Text("name") == link)))
            .Select(r => ComputeContext.PathOf(r.Key))
            .FirstOrDefault() ?? ClusterUsing(path, null);
        if (user is not null)
        {
            throw InUse($"The subnetwork resource '{path}' is already being used by '{user}'");
        }
    }

    private static GoogleErrorException Required(string field) =>
        new(400, "required", "INVALID_ARGUMENT", $"Required field '{field}' not specified");

    private static GoogleErrorException InUse(string message) =>
        new(400, "resourceInUseByAnotherResource", "FAILED_PRECONDITION", message);

    private static bool SameReference(JsonNode value, JsonNode? current) =>
        value is JsonValue text && current is JsonValue link && text.TryGetValue<string>(out var a) && link.TryGetValue<string>(out var b)
        && a.Contains("projects/", StringComparison.Ordinal) && ComputeLinks.Path(a, "") == ComputeLinks.Path(b, "");

    // Flow logs have two spellings that always agree.
    private static void MirrorFlowLogs(JsonObject resource)
    {
        if (resource.Child("logConfig") is { } log)
        {
            resource["enableFlowLogs"] = log.Flag("enable");
        }
        else if (resource.ContainsKey("enableFlowLogs"))
        {
            resource["logConfig"] = new JsonObject { ["enable"] = resource.Flag("enableFlowLogs") };
        }
    }

    private static AddressRange Range(string text, string field)
    {
        var range = AddressRange.TryParse(text)
            ?? throw GoogleErrorException.Invalid($"'{text}'. Must be a CIDR address range that starts at its network address.", field);
        return range.PrefixLength is >= 4 and <= 29 ? range : throw GoogleErrorException.Invalid($"'{text}'. The prefix length must be between 4 and 29.", field);
    }

    private JsonObject Expand(JsonObject current, JsonObject body)
    {
        var wider = Range(body.Text("ipCidrRange") ?? throw Required("ipCidrRange"), "ipCidrRange");
        if (!wider.Contains(AddressRange.TryParse(current.Text("ipCidrRange"))!.Value))
        {
            throw GoogleErrorException.Invalid($"'{wider}'. New IP range has to be a superset of the current one.", "ipCidrRange");
        }

        current["ipCidrRange"] = wider.ToString();
        current["gatewayAddress"] = wider.Address(1);
        CheckRanges(current, ComputeLinks.Path(current.Text("selfLink")!, ""));
        return current;
    }

    // All ranges of a network must be disjoint: primary and secondary ones, in all regions.
    private void CheckRanges(JsonObject resource, string path)
    {
        var own = new List<(string Label, AddressRange Range)> { ("primary", Range(resource.Text("ipCidrRange")!, "resource.ipCidrRange")) };
        foreach (var (secondary, i) in resource.Items("secondaryIpRanges").Select((r, i) => (r, i)))
        {
            var field = $"resource.secondaryIpRanges[{i}]";
            var name = secondary.Text("rangeName") ?? throw Required(field + ".rangeName");
            var range = Range(secondary.Text("ipCidrRange") ?? throw Required(field + ".ipCidrRange"), field + ".ipCidrRange");
            foreach (var (label, existing) in own)
            {
                if (label == name || existing.Overlaps(range))
                {
                    throw GoogleErrorException.Invalid($"'{range}'. The range '{name}' conflicts with the {label} range {existing} of the same subnetwork.", field);
                }
            }

            own.Add((name, range));
        }

        var project = path.Split('/')[1];
        foreach (var (key, other) in Context.State.Under(ComputeContext.Key($"projects/{project}/regions/")))
        {
            if (other.Text("kind") != "compute#subnetwork" || other.Text("network") != resource.Text("network") || ComputeContext.PathOf(key) == path)
            {
                continue;
            }

            var others = other.Items("secondaryIpRanges").Select(r => r.Text("ipCidrRange")).Prepend(other.Text("ipCidrRange")).Select(r => AddressRange.TryParse(r)!.Value);
            if (own.Where(o => others.Any(o.Range.Overlaps)).Select(o => (AddressRange?)o.Range).FirstOrDefault() is { } conflict)
            {
                throw GoogleErrorException.Invalid(
                    $"'{conflict}'. Invalid IPCidrRange: {conflict} conflicts with existing subnetwork '{other.Text("name")}' in region '{ComputeContext.PathOf(key).Split('/')[3]}'.",
                    "resource.ipCidrRange");
            }
        }
    }

    private string? ClusterUsing(string subnetwork, string? range) => Context.State.Under("container/projects/")
        .Where(c => c.Value.Child("networkConfig")?.Text("subnetwork") == subnetwork)
        .Where(c => range is null || c.Value.Child("ipAllocationPolicy") is { } policy
            && (policy.Text("clusterSecondaryRangeName") == range || policy.Text("servicesSecondaryRangeName") == range))
        .Select(c => c.Key["container/".Length..])
        .FirstOrDefault();
}

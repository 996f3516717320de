using Aspire.Hosting.ApplicationModel;
using MeshHost.Gcp.Compute;
using MeshHost.Lifecycle;

namespace MeshHost.Resources.Gke;

/// <summary>A firewall rule of the cluster's network.</summary>
internal sealed class FirewallRuleLifecycle : GooglePartLifecycle<GkeFirewallRuleResource, Firewall>
{
    private static Firewall Desired(GkeFirewallRuleResource resource, GkeContext gke, ClusterRanges ranges) => new()
    {
        Name = NameOf(resource, gke),
        Description = $"{resource.Definition.Purpose}; {gke.Marker}",
        Network = gke.NetworkPath,
        Direction = "INGRESS",
        Priority = 1000,
        Disabled = false,
        Allowed = [.. resource.Definition.Protocols.Select(p => new FirewallProtocol { IPProtocol = p.Protocol, Ports = p.Ports.Count == 0 ? null : p.Ports })],
        SourceRanges = resource.Definition.Sources(ranges),
        TargetServiceAccounts = [gke.ServiceAccountEmail],
        LogConfig = new() { Enable = false },
    };

    protected override string Target(GkeFirewallRuleResource resource, GkeContext gke) => $"firewalls/{NameOf(resource, gke)}";

    protected override Task<Firewall?> ReadAsync(GkeFirewallRuleResource resource, GkeContext gke) =>
        gke.Cloud.Compute.Firewalls.GetAsync(gke.NetworkProject, ComputeScope.Global, NameOf(resource, gke), gke.Cancellation);

    protected override bool IsOurs(GkeFirewallRuleResource resource, GkeContext gke, Firewall model) =>
        model.Description?.Contains(gke.Marker, StringComparison.Ordinal) is true;

    protected override string Owner(GkeFirewallRuleResource resource, GkeContext gke, Firewall model) => Ownership.Describe(model.Description);

    protected override bool CanBeMarked => true;

    protected override bool IsAdopted(GkeFirewallRuleResource resource, GkeContext gke, Firewall model) => Ownership.IsAdopted(model.Description, gke);

    protected override async Task MarkAsync(GkeFirewallRuleResource resource, GkeContext gke, Firewall model, bool adopted) =>
        await gke.WaitAsync(await gke.Cloud.Compute.Firewalls.PatchAsync(
            gke.NetworkProject, ComputeScope.Global, model.Name!, new Firewall { Name = model.Name, Description = Ownership.Mark(model.Description, gke, adopted) },
            gke.Cancellation).ConfigureAwait(false)).ConfigureAwait(false);

    protected override async Task<IReadOnlyList<FieldChange>> CompareAsync(GkeFirewallRuleResource resource, GkeContext gke, Firewall model) =>
        Compare(Desired(resource, gke, await gke.RangesAsync().ConfigureAwait(false)), model);

    internal static IReadOnlyList<FieldChange> Compare(Firewall desired, Firewall model)
    {
        var diff = new FieldDiff();
        diff.Link("network", model.Network, desired.Network!, immutable: true);
        diff.Text("direction", model.Direction ?? "INGRESS", desired.Direction, immutable: true);
        diff.Number("priority", model.Priority ?? 1000, desired.Priority!.Value);
        diff.Switch("disabled", model.Disabled, false);
        diff.Switch("logConfig.enable", model.LogConfig?.Enable, desired.LogConfig?.Enable is true);
        diff.Set("allowed", Flatten(model.Allowed), Flatten(desired.Allowed));
        diff.Set("denied", Flatten(model.Denied), []);
        diff.Set("sourceRanges", model.SourceRanges, desired.SourceRanges!);
        diff.Set("sourceTags", model.SourceTags, []);
        diff.Set("targetServiceAccounts", model.TargetServiceAccounts, desired.TargetServiceAccounts!);
        diff.Set("targetTags", model.TargetTags, []);
        return diff.Changes;
    }

    protected override async Task CreateAsync(GkeFirewallRuleResource resource, GkeContext gke)
    {
        var rule = Desired(resource, gke, await gke.RangesAsync().ConfigureAwait(false));
        await gke.WaitAsync(await gke.Cloud.Compute.Firewalls.InsertAsync(gke.NetworkProject, ComputeScope.Global, rule.Name!, rule, gke.Cancellation)
            .ConfigureAwait(false)).ConfigureAwait(false);
    }

    protected override async Task UpdateAsync(GkeFirewallRuleResource resource, GkeContext gke, Firewall model, IReadOnlyList<FieldChange> changes)
    {
        // Lists are replaced as a whole, so an empty one removes what somebody has added.
        var desired = Desired(resource, gke, await gke.RangesAsync().ConfigureAwait(false));
        var patch = new Firewall
        {
            Name = desired.Name,
            Priority = desired.Priority,
            Disabled = false,
            LogConfig = desired.LogConfig,
            Allowed = desired.Allowed,
            SourceRanges = desired.SourceRanges,
            SourceTags = model.SourceTags is { Count: > 0 } ? [] : null,
            TargetTags = model.TargetTags is { Count: > 0 } ? [] : null,
            Denied = model.Denied is { Count: > 0 } ? [] : null,
            TargetServiceAccounts = desired.TargetServiceAccounts,
        };
        await gke.WaitAsync(await gke.Cloud.Compute.Firewalls.PatchAsync(gke.NetworkProject, ComputeScope.Global, desired.Name!, patch, gke.Cancellation)
            .ConfigureAwait(false)).ConfigureAwait(false);
    }

    protected override Task WaitForEarlierAsync(GkeFirewallRuleResource resource, GkeContext gke) =>
        Ownership.WaitForEarlierAsync(gke, ComputeScope.Global, $"/firewalls/{NameOf(resource, gke)}");

    protected override async Task DeleteAsync(GkeFirewallRuleResource resource, GkeContext gke, Firewall model)
    {
        if (await gke.Cloud.Compute.Firewalls.DeleteAsync(gke.NetworkProject, ComputeScope.Global, NameOf(resource, gke), gke.Cancellation).ConfigureAwait(false)
            is { } operation)
        {
            await gke.WaitAsync(operation).ConfigureAwait(false);
        }
    }

    private static string NameOf(GkeFirewallRuleResource resource, GkeContext gke) => $"{gke.Cluster.Name}-{resource.Definition.Suffix}";

    // One element per port and one per protocol mean the same: both are flattened to tcp:80, tcp:443, udp.
    private static IEnumerable<string> Flatten(IReadOnlyList<FirewallProtocol>? protocols) =>
        (protocols ?? []).SelectMany(p => p.Ports is { Count: > 0 } ports ? ports.Select(port => $"{Name(p)}:{port}") : [Name(p)]);

    private static string Name(FirewallProtocol protocol) => protocol.IPProtocol?.ToLowerInvariant() switch
    {
        "6" => "tcp",
        "17" => "udp",
        "1" => "icmp",
        { } name => name,
        null => "",
    };
}

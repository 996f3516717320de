using Aspire.Hosting.ApplicationModel;
using MeshHost.Gcp.Compute;
using MeshHost.Lifecycle;

namespace MeshHost.Resources.Gke;

/// <summary>
/// The NAT gateway on the router. A PATCH replaces the whole list of gateways, so it is read, changed by name and written back: others' gateways stay.
/// </summary>
internal sealed class NatLifecycle : GooglePartLifecycle<GkeNatResource, RouterNat>
{
    internal static RouterNat Desired(string cluster) => new()
    {
        Name = GkeNames.Nat(cluster),
        NatIpAllocateOption = "AUTO_ONLY",
        SourceSubnetworkIpRangesToNat = "ALL_SUBNETWORKS_ALL_IP_RANGES",
        LogConfig = new() { Enable = true, Filter = "ERRORS_ONLY" },
    };

    protected override string Target(GkeNatResource resource, GkeContext gke) => $"routers/{GkeNames.Router(gke.Cluster.Name)}/nats/{GkeNames.Nat(gke.Cluster.Name)}";

    protected override async Task<RouterNat?> ReadAsync(GkeNatResource resource, GkeContext gke) =>
        (await ReadRouterAsync(gke).ConfigureAwait(false))?.Nats?.FirstOrDefault(n => n.Name == GkeNames.Nat(gke.Cluster.Name));

    // A gateway has no place for a mark: the name on our router is the mark.
    protected override bool IsOurs(GkeNatResource resource, GkeContext gke, RouterNat model) => true;

    protected override Task<IReadOnlyList<FieldChange>> CompareAsync(GkeNatResource resource, GkeContext gke, RouterNat model)
    {
        var desired = Desired(gke.Cluster.Name);
        var diff = new FieldDiff();
        diff.Text("natIpAllocateOption", model.NatIpAllocateOption, desired.NatIpAllocateOption);
        diff.Text("sourceSubnetworkIpRangesToNat", model.SourceSubnetworkIpRangesToNat, desired.SourceSubnetworkIpRangesToNat);
        diff.Switch("logConfig.enable", model.LogConfig?.Enable, true);
        diff.Text("logConfig.filter", model.LogConfig?.Filter, desired.LogConfig!.Filter);
        return Task.FromResult(diff.Changes);
    }

    protected override Task CreateAsync(GkeNatResource resource, GkeContext gke) =>
        WriteAsync(gke, nats => [.. nats, Desired(gke.Cluster.Name)]);

    protected override Task UpdateAsync(GkeNatResource resource, GkeContext gke, RouterNat model, IReadOnlyList<FieldChange> changes)
    {
        var desired = Desired(gke.Cluster.Name);
        return WriteAsync(gke, nats => [.. nats.Select(n => n.Name == desired.Name ? Merge(n, desired) : n)]);
    }

    protected override Task DeleteAsync(GkeNatResource resource, GkeContext gke, RouterNat model) =>
        WriteAsync(gke, nats => [.. nats.Where(n => n.Name != model.Name)]);

    internal static RouterNat Merge(RouterNat current, RouterNat desired) => current with
    {
        NatIpAllocateOption = desired.NatIpAllocateOption,
        SourceSubnetworkIpRangesToNat = desired.SourceSubnetworkIpRangesToNat,
        LogConfig = (current.LogConfig ?? new()) with { Enable = desired.LogConfig!.Enable, Filter = desired.LogConfig.Filter },
        NatIps = desired.NatIpAllocateOption == "AUTO_ONLY" ? null : current.NatIps,
    };

    private static Task<Router?> ReadRouterAsync(GkeContext gke) =>
        gke.Cloud.Compute.Routers.GetAsync(gke.Project, gke.Region, GkeNames.Router(gke.Cluster.Name), gke.Cancellation);

    private static async Task WriteAsync(GkeContext gke, Func<IReadOnlyList<RouterNat>, IReadOnlyList<RouterNat>> change)
    {
        var name = GkeNames.Router(gke.Cluster.Name);
        var router = await ReadRouterAsync(gke).ConfigureAwait(false)
            ?? throw new LifecycleException($"The router '{name}' of cluster '{gke.Cluster.Name}' is gone. Provision it again.");
        await gke.WaitAsync(await gke.Cloud.Compute.Routers.PatchAsync(
            gke.Project, gke.Region, name, new Router { Nats = change(router.Nats ?? []) }, gke.Cancellation).ConfigureAwait(false)).ConfigureAwait(false);
    }
}

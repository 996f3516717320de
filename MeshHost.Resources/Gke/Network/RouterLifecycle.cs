using Aspire.Hosting.ApplicationModel;
using MeshHost.Gcp.Compute;
using MeshHost.Lifecycle;

namespace MeshHost.Resources.Gke;

/// <summary>The Cloud Router. Its NAT gateway is a node of its own.</summary>
internal sealed class RouterLifecycle : GooglePartLifecycle<GkeRouterResource, Router>
{
    internal static Router Desired(GkeContext gke) => new()
    {
        Name = GkeNames.Router(gke.Cluster.Name),
        Description = gke.Marker,
        Network = gke.NetworkPath,
    };

    protected override string Target(GkeRouterResource resource, GkeContext gke) => $"routers/{GkeNames.Router(gke.Cluster.Name)} in {gke.Options.Region}";

    protected override Task<Router?> ReadAsync(GkeRouterResource resource, GkeContext gke) =>
        gke.Cloud.Compute.Routers.GetAsync(gke.Project, gke.Region, GkeNames.Router(gke.Cluster.Name), gke.Cancellation);

    protected override bool IsOurs(GkeRouterResource resource, GkeContext gke, Router model) =>
        model.Description?.Contains(gke.Marker, StringComparison.Ordinal) is true;

    protected override string Owner(GkeRouterResource resource, GkeContext gke, Router model) => Ownership.Describe(model.Description);

    protected override bool CanBeMarked => true;

    protected override bool IsAdopted(GkeRouterResource resource, GkeContext gke, Router model) => Ownership.IsAdopted(model.Description, gke);

    protected override async Task MarkAsync(GkeRouterResource resource, GkeContext gke, Router model, bool adopted) =>
        await gke.WaitAsync(await gke.Cloud.Compute.Routers.PatchAsync(
            gke.Project, gke.Region, model.Name!, new Router { Description = Ownership.Mark(model.Description, gke, adopted) }, gke.Cancellation)
            .ConfigureAwait(false)).ConfigureAwait(false);

    protected override Task<IReadOnlyList<FieldChange>> CompareAsync(GkeRouterResource resource, GkeContext gke, Router model)
    {
        var diff = new FieldDiff();
        diff.Link("network", model.Network, gke.NetworkPath, immutable: true);
        return Task.FromResult(diff.Changes);
    }

    protected override async Task CreateAsync(GkeRouterResource resource, GkeContext gke)
    {
        var router = Desired(gke);
        await gke.WaitAsync(await gke.Cloud.Compute.Routers.InsertAsync(gke.Project, gke.Region, router.Name!, router, gke.Cancellation)
            .ConfigureAwait(false)).ConfigureAwait(false);
    }

    protected override Task UpdateAsync(GkeRouterResource resource, GkeContext gke, Router model, IReadOnlyList<FieldChange> changes) => Task.CompletedTask;

    protected override Task WaitForEarlierAsync(GkeRouterResource resource, GkeContext gke) =>
        Ownership.WaitForEarlierAsync(gke, gke.Region, $"/routers/{GkeNames.Router(gke.Cluster.Name)}");

    protected override async Task DeleteAsync(GkeRouterResource resource, GkeContext gke, Router model)
    {
        if (await gke.Cloud.Compute.Routers.DeleteAsync(gke.Project, gke.Region, GkeNames.Router(gke.Cluster.Name), gke.Cancellation).ConfigureAwait(false)
            is { } operation)
        {
            await gke.WaitAsync(operation).ConfigureAwait(false);
        }
    }
}

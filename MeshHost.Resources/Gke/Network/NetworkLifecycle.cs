using Aspire.Hosting.ApplicationModel;
using MeshHost.Gcp;
using MeshHost.Gcp.Compute;
using MeshHost.Lifecycle;

namespace MeshHost.Resources.Gke;

/// <summary>The custom-mode VPC network.</summary>
internal sealed class NetworkLifecycle : GooglePartLifecycle<GkeNetworkResource, Network>
{
    // Google collects network endpoint groups some time after their cluster: the deletion is tried again that long.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan s_maxDelay = TimeSpan.FromSeconds(20);

    internal static Network Desired(GkeContext gke) => new()
    {
        Name = gke.NetworkName,
        Description = gke.Marker,
        AutoCreateSubnetworks = false,
        RoutingConfig = new() { RoutingMode = "REGIONAL" },
    };

    protected override string Target(GkeNetworkResource resource, GkeContext gke) => $"networks/{gke.NetworkName}";

    protected override Task<Network?> ReadAsync(GkeNetworkResource resource, GkeContext gke) =>
        gke.Cloud.Compute.Networks.GetAsync(gke.Project, ComputeScope.Global, gke.NetworkName, gke.Cancellation);

    protected override bool IsOurs(GkeNetworkResource resource, GkeContext gke, Network model) =>
        model.Description?.Contains(gke.Marker, StringComparison.Ordinal) is true;

    protected override string Owner(GkeNetworkResource resource, GkeContext gke, Network model) => Ownership.Describe(model.Description);

    protected override Task<IReadOnlyList<FieldChange>> CompareAsync(GkeNetworkResource resource, GkeContext gke, Network model)
    {
        var diff = new FieldDiff();
        diff.Switch("autoCreateSubnetworks", model.AutoCreateSubnetworks, false, immutable: true);
        diff.Text("routingConfig.routingMode", model.RoutingConfig?.RoutingMode, "REGIONAL");
        return Task.FromResult(diff.Changes);
    }

    protected override async Task CreateAsync(GkeNetworkResource resource, GkeContext gke) =>
        await gke.WaitAsync(await gke.Cloud.Compute.Networks.InsertAsync(
            gke.Project, ComputeScope.Global, gke.NetworkName, Desired(gke), gke.Cancellation).ConfigureAwait(false)).ConfigureAwait(false);

    protected override async Task UpdateAsync(GkeNetworkResource resource, GkeContext gke, Network model, IReadOnlyList<FieldChange> changes) =>
        await gke.WaitAsync(await gke.Cloud.Compute.Networks.PatchAsync(
            gke.Project, ComputeScope.Global, gke.NetworkName, new Network { RoutingConfig = Desired(gke).RoutingConfig }, gke.Cancellation)
            .ConfigureAwait(false)).ConfigureAwait(false);

    protected override Task WaitForEarlierAsync(GkeNetworkResource resource, GkeContext gke) =>
        Ownership.WaitForEarlierAsync(gke, ComputeScope.Global, $"/networks/{gke.NetworkName}");

    protected override async Task DeleteAsync(GkeNetworkResource resource, GkeContext gke, Network model)
    {
        var sweeper = new LeftoverSweeper(gke);
        var started = gke.Lifecycle.Time.GetTimestamp();
        var delay = gke.Cloud.Connection.Options.RetryDelay;
        while (true)
        {
            var contents = await sweeper.SweepAsync().ConfigureAwait(false);
            try
            {
                if (await gke.Cloud.Compute.Networks.DeleteAsync(gke.Project, ComputeScope.Global, gke.NetworkName, gke.Cancellation).ConfigureAwait(false)
                    is { } operation)
                {
                    await gke.WaitAsync(operation).ConfigureAwait(false);
                }

                return;
            }
            catch (GoogleCloudException ex) when (ex.Kind == GoogleCloudErrorKind.ResourceInUse)
            {
                var survivors = contents.InTheWay(ex.Detail, gke.Cluster.Name);
                if (survivors.Count > 0 || gke.Lifecycle.Time.GetElapsedTime(started) > s_patience)
                {
                    var list = survivors.Count > 0 ? $" What is in it and not ours: {string.Join(", ", survivors)}." : "";
                    throw new LifecycleException($"{Target(resource, gke)} cannot be deleted: {ex.Detail}.{list} Remove that, then run the tear-down again.", ex);
                }

                gke.Lifecycle.Report($"waiting until {Target(resource, gke)} is unused: {ex.Detail}");
            }

            await Task.Delay(delay, gke.Lifecycle.Time, gke.Cancellation).ConfigureAwait(false);
            delay = delay * 2 < s_maxDelay ? delay * 2 : s_maxDelay;
        }
    }
}

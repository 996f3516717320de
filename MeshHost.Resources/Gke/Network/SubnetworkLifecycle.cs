using Aspire.Hosting.ApplicationModel;
using MeshHost.Gcp;
using MeshHost.Gcp.Compute;
using MeshHost.Lifecycle;

namespace MeshHost.Resources.Gke;

/// <summary>The subnetwork with its ranges for pods and services.</summary>
internal sealed class SubnetworkLifecycle : GooglePartLifecycle<GkeSubnetworkResource, Subnetwork>
{
    public const string PodRangeName = "pods";

    public const string ServiceRangeName = "services";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    internal static Subnetwork Desired(GkeContext gke) => new()
    {
        Name = gke.SubnetworkName,
        Description = gke.Marker,
        Network = gke.NetworkPath,
        IpCidrRange = gke.Options.NodeRange.ToString(),
        PrivateIpGoogleAccess = true,
        SecondaryIpRanges =
        [
            new() { RangeName = PodRangeName, IpCidrRange = gke.Options.PodRange.ToString() },
            new() { RangeName = ServiceRangeName, IpCidrRange = gke.Options.ServiceRange.ToString() },
        ],
    };

    protected override string Target(GkeSubnetworkResource resource, GkeContext gke) => $"subnetworks/{gke.SubnetworkName} in {gke.Options.Region}";

    protected override Task<Subnetwork?> ReadAsync(GkeSubnetworkResource resource, GkeContext gke) =>
        gke.Cloud.Compute.Subnetworks.GetAsync(gke.Project, gke.Region, gke.SubnetworkName, gke.Cancellation);

    protected override bool IsOurs(GkeSubnetworkResource resource, GkeContext gke, Subnetwork model) =>
        model.Description?.Contains(gke.Marker, StringComparison.Ordinal) is true;

    protected override string Owner(GkeSubnetworkResource resource, GkeContext gke, Subnetwork model) => Ownership.Describe(model.Description);

    protected override Task<IReadOnlyList<FieldChange>> CompareAsync(GkeSubnetworkResource resource, GkeContext gke, Subnetwork model) =>
        Task.FromResult(Compare(Desired(gke), model));

    internal static IReadOnlyList<FieldChange> Compare(Subnetwork desired, Subnetwork model)
    {
        var diff = new FieldDiff();
        diff.Link("network", model.Network, desired.Network!, immutable: true);

        // A primary range can grow in place and never shrink.
        var grows = model.IpCidrRange is { } current && CidrRange.Parse(desired.IpCidrRange!).Contains(CidrRange.Parse(current));
        diff.Text("ipCidrRange", model.IpCidrRange, desired.IpCidrRange, immutable: !grows);
        diff.Switch("privateIpGoogleAccess", model.PrivateIpGoogleAccess, true);
        var ranges = (model.SecondaryIpRanges ?? []).ToDictionary(r => r.RangeName ?? "", r => r.IpCidrRange);
        foreach (var range in desired.SecondaryIpRanges!)
        {
            // Ranges that GKE or somebody else has added stay. One whose addresses differ is in use by the cluster and cannot change.
            var exists = ranges.TryGetValue(range.RangeName!, out var actual);
            diff.Text($"secondaryIpRanges[{range.RangeName}]", actual, range.IpCidrRange, immutable: exists);
        }

        return diff.Changes;
    }

    protected override async Task CreateAsync(GkeSubnetworkResource resource, GkeContext gke) =>
        await gke.WaitAsync(await gke.Cloud.Compute.Subnetworks.InsertAsync(
            gke.Project, gke.Region, gke.SubnetworkName, Desired(gke), gke.Cancellation).ConfigureAwait(false)).ConfigureAwait(false);

    protected override async Task UpdateAsync(GkeSubnetworkResource resource, GkeContext gke, Subnetwork model, IReadOnlyList<FieldChange> changes)
    {
        var compute = gke.Cloud.Compute;
        if (changes.Any(c => c.Path == "privateIpGoogleAccess"))
        {
            await gke.WaitAsync(await compute.SetPrivateIpGoogleAccessAsync(
                gke.Project, gke.Options.Region, gke.SubnetworkName, true, gke.Cancellation).ConfigureAwait(false)).ConfigureAwait(false);
        }

        if (changes.Any(c => c.Path == "ipCidrRange"))
        {
            await gke.WaitAsync(await compute.ExpandIpCidrRangeAsync(
                gke.Project, gke.Options.Region, gke.SubnetworkName, gke.Options.NodeRange.ToString(), gke.Cancellation).ConfigureAwait(false)).ConfigureAwait(false);
        }

        if (changes.Any(c => c.Path.StartsWith("secondaryIpRanges", StringComparison.Ordinal)))
        {
            await AddRangesAsync(resource, gke).ConfigureAwait(false);
        }
    }

    protected override Task WaitForEarlierAsync(GkeSubnetworkResource resource, GkeContext gke) =>
        Ownership.WaitForEarlierAsync(gke, gke.Region, $"/subnetworks/{gke.SubnetworkName}");

    protected override async Task DeleteAsync(GkeSubnetworkResource resource, GkeContext gke, Subnetwork model)
    {
        var started = gke.Lifecycle.Time.GetTimestamp();
        while (true)
        {
            try
            {
                if (await gke.Cloud.Compute.Subnetworks.DeleteAsync(gke.Project, gke.Region, gke.SubnetworkName, gke.Cancellation).ConfigureAwait(false)
                    is { } operation)
                {
                    await gke.WaitAsync(operation).ConfigureAwait(false);
                }

                return;
            }
            catch (GoogleCloudException ex) when (ex.Kind == GoogleCloudErrorKind.ResourceInUse)
            {
                var survivors = (await new LeftoverSweeper(gke).SweepAsync().ConfigureAwait(false)).InTheWay(ex.Detail, gke.Cluster.Name);
                if (survivors.Count > 0 || gke.Lifecycle.Time.GetElapsedTime(started) > s_patience)
                {
                    throw new LifecycleException($"{Target(resource, gke)} cannot be deleted: {ex.Detail}. Remove what uses it, then run the tear-down again.", ex);
                }

                gke.Lifecycle.Report($"waiting until {Target(resource, gke)} is unused: {ex.Detail}");
                await Task.Delay(gke.Cloud.Connection.Options.MaxRetryDelay / 2, gke.Lifecycle.Time, gke.Cancellation).ConfigureAwait(false);
            }
        }
    }

    // The fingerprint guards the list against somebody else's change in between: read again, and again, until it holds.
    private async Task AddRangesAsync(GkeSubnetworkResource resource, GkeContext gke)
    {
        for (var attempt = 1; ; attempt++)
        {
            var model = (await ReadAsync(resource, gke).ConfigureAwait(false))!;
            var declared = Desired(gke).SecondaryIpRanges!;
            var kept = (model.SecondaryIpRanges ?? []).Where(r => declared.All(d => d.RangeName != r.RangeName));
            try
            {
                await gke.WaitAsync(await gke.Cloud.Compute.Subnetworks.PatchAsync(
                    gke.Project, gke.Region, gke.SubnetworkName, new Subnetwork { Fingerprint = model.Fingerprint, SecondaryIpRanges = [.. kept, .. declared] },
                    gke.Cancellation).ConfigureAwait(false)).ConfigureAwait(false);
                return;
            }
            catch (GoogleCloudException ex) when (ex.Kind == GoogleCloudErrorKind.Conflict && attempt < 5)
            {
                await Task.Delay(gke.Cloud.Connection.Options.RetryDelay, gke.Lifecycle.Time, gke.Cancellation).ConfigureAwait(false);
            }
        }
    }
}

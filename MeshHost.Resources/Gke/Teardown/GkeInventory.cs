using MeshHost.Gcp;
using MeshHost.Gcp.Compute;
using MeshHost.Gcp.Iam;

namespace MeshHost.Resources.Gke;

/// <summary>Lists what exists in Google Cloud and carries a cluster's mark, or was made by GKE for it. Independent of what the graph says.</summary>
internal sealed class GkeInventory(GkeContext gke)
{
    public async Task<IReadOnlyList<string>> ListAsync()
    {
        Func<Task<IEnumerable<string>>>[] kinds = [NetworksAsync, SubnetworksAsync, RoutersAsync, FirewallsAsync, ClustersAsync, LeftoversAsync, AccountsAsync, RecordsAsync];
        var lists = await Task.WhenAll(kinds.Select(GuardAsync)).ConfigureAwait(false);
        return [.. lists.SelectMany(l => l).Distinct(StringComparer.Ordinal)];
    }

    // Where an API is off there is nothing of it.
    private static async Task<IEnumerable<string>> GuardAsync(Func<Task<IEnumerable<string>>> list)
    {
        try
        {
            return await list().ConfigureAwait(false);
        }
        catch (GoogleCloudException ex) when (ex.Kind == GoogleCloudErrorKind.ServiceDisabled)
        {
            return [];
        }
    }

    private bool IsOurs(string? description) => description?.Contains(gke.Marker, StringComparison.Ordinal) is true;

    private async Task<IEnumerable<string>> NetworksAsync() =>
        (await gke.Cloud.Compute.Networks.ListAsync(gke.Project, ComputeScope.Global, null, gke.Cancellation).ConfigureAwait(false))
            .Where(n => IsOurs(n.Description)).Select(n => $"network '{n.Name}'");

    private async Task<IEnumerable<string>> SubnetworksAsync() =>
        (await gke.Cloud.Compute.Subnetworks.AggregatedListAsync(gke.Project, null, gke.Cancellation).ConfigureAwait(false))
            .Where(s => IsOurs(s.Description)).Select(s => $"subnetwork '{s.Name}'");

    private async Task<IEnumerable<string>> RoutersAsync() =>
        (await gke.Cloud.Compute.Routers.AggregatedListAsync(gke.Project, null, gke.Cancellation).ConfigureAwait(false))
            .Where(r => IsOurs(r.Description)).Select(r => $"router '{r.Name}'");

    private async Task<IEnumerable<string>> FirewallsAsync() =>
        (await gke.Cloud.Compute.Firewalls.ListAsync(gke.NetworkProject, ComputeScope.Global, null, gke.Cancellation).ConfigureAwait(false))
            .Where(f => IsOurs(f.Description)).Select(f => $"firewall rule '{f.Name}'");

    private async Task<IEnumerable<string>> ClustersAsync()
    {
        var cluster = await gke.Cloud.Container.GetClusterAsync(gke.ClusterName, gke.Cancellation).ConfigureAwait(false);
        if (cluster is null)
        {
            return [];
        }

        var pools = (cluster.NodePools ?? []).Where(NodePoolBody.IsOurs).Select(p => $"node pool '{p.Name}'");
        return ControlPlaneLifecycle.IsMarked(cluster, gke) ? pools.Prepend($"cluster '{cluster.Name}'") : pools;
    }

    // While the cluster lives, its firewall rules and load balancers are in use. They are part of what has to go.
    private async Task<IEnumerable<string>> LeftoversAsync() =>
        (await new LeftoverFinder(gke).FindAsync().ConfigureAwait(false)).Leftovers.Select(l => l.ToString());

    private async Task<IEnumerable<string>> AccountsAsync()
    {
        var account = await gke.Cloud.Iam.GetServiceAccountAsync(gke.Project, gke.ServiceAccountEmail, gke.Cancellation).ConfigureAwait(false);
        if (account is not null && !IsOurs(account.Description))
        {
            return [];
        }

        var policy = await gke.Cloud.ResourceManager.GetIamPolicyAsync(gke.Project, gke.Cancellation).ConfigureAwait(false);
        var bindings = IamPolicyEditor.RolesOf(policy, $"serviceAccount:{gke.ServiceAccountEmail}").Select(r => $"binding of {r} to {gke.ServiceAccountEmail}");
        return account is null ? bindings : bindings.Prepend($"service account '{account.Email}'");
    }

    private async Task<IEnumerable<string>> RecordsAsync()
    {
        var found = new List<string>();
        foreach (var zone in await gke.Cloud.Dns.ListZonesAsync(gke.Project, null, gke.Cancellation).ConfigureAwait(false))
        {
            var records = await gke.Cloud.Dns.ListRecordsAsync(gke.Project, zone.Name!, null, null, gke.Cancellation).ConfigureAwait(false);
            found.AddRange(records.Where(r => r.Type == "TXT" && r.Rrdatas?.Any(t => t.Trim('"') == gke.Marker) is true).Select(r => $"record {r.Name}"));
        }

        return found;
    }
}

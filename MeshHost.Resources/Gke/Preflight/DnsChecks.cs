using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace MeshHost.Resources.Gke;

/// <summary>Asks whether every declared name has a zone: it would come out only when the load balancer has its address.</summary>
internal sealed class DnsChecks(GkeContext gke)
{
    public async Task<IEnumerable<string>> RunAsync()
    {
        var model = gke.Lifecycle.Services.GetRequiredService<DistributedApplicationModel>();
        var records = model.Resources.OfType<DnsRecordResource>().Where(r => ReferenceEquals(r.Cluster, gke.Cluster)).ToArray();
        var declared = model.Resources.OfType<DnsZoneResource>().Where(z => ReferenceEquals(z.Project, gke.Cluster.Project)).ToArray();
        if (records.Length == 0 && declared.Length == 0)
        {
            return [];
        }

        var zones = await gke.Cloud.Dns.ListZonesAsync(gke.Project, null, gke.Cancellation).ConfigureAwait(false);
        var problems = declared.Where(d => d.IsExisting && zones.All(z => z.Name != d.ZoneName))
            .Select(d => $"There is no DNS zone '{d.ZoneName}' in project '{gke.Project}'. Create it, or declare it without existing: true.").ToList();
        foreach (var record in records)
        {
            var host = (await record.Host(gke.Cancellation).ConfigureAwait(false)).TrimEnd('.') + ".";
            if (DnsRecordLifecycle.FindZone(zones, host, record.ZoneName) is null
                && !declared.Any(d => !d.IsExisting && DnsRecordLifecycle.IsIn(host, d.DnsName) && (record.ZoneName ?? d.ZoneName) == d.ZoneName))
            {
                problems.Add(
                    $"Project '{gke.Project}' has no public DNS zone for {host} Add one with AddDnsZone, or create the zone of its domain and have the parent domain delegate to it.");
            }
        }

        return problems;
    }
}

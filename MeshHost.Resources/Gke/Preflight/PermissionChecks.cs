using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace MeshHost.Resources.Gke;

/// <summary>Asks whether the caller may do what the declaration needs, in the projects where it is done.</summary>
internal sealed class PermissionChecks(GkeContext gke)
{
    private static readonly string[] s_always =
    [
        "container.clusters.create", "container.clusters.get", "container.clusters.update", "container.clusters.delete",
        "iam.serviceAccounts.create", "iam.serviceAccounts.get", "iam.serviceAccounts.delete", "iam.serviceAccounts.actAs",
        "resourcemanager.projects.get", "resourcemanager.projects.getIamPolicy", "resourcemanager.projects.setIamPolicy",
    ];

    private static readonly string[] s_ownNetwork =
    [
        "compute.networks.create", "compute.networks.delete",
        "compute.subnetworks.create", "compute.subnetworks.delete",
        "compute.routers.create", "compute.routers.update", "compute.routers.delete",
    ];

    private static readonly string[] s_anyNetwork =
        ["compute.networks.updatePolicy", "compute.subnetworks.use", "compute.firewalls.create", "compute.firewalls.update", "compute.firewalls.delete"];

    private static readonly string[] s_records = ["dns.changes.create", "dns.managedZones.list", "dns.resourceRecordSets.list"];

    private static readonly string[] s_zones = ["dns.managedZones.create", "dns.managedZones.delete"];

    public async Task<IEnumerable<string>> RunAsync()
    {
        var model = gke.Lifecycle.Services.GetRequiredService<DistributedApplicationModel>();
        var hasRecords = model.Resources.OfType<DnsRecordResource>().Any(r => ReferenceEquals(r.Cluster, gke.Cluster));
        var hasZones = model.Resources.OfType<DnsZoneResource>().Any(z => ReferenceEquals(z.Project, gke.Cluster.Project) && !z.IsExisting);
        var needs = new List<(string Project, string Permission)>();
        needs.AddRange(s_always.Select(p => (gke.Project, p)));
        needs.AddRange(s_anyNetwork.Select(p => (gke.NetworkProject, p)));
        needs.AddRange((gke.Options.ExistingNetwork is null ? s_ownNetwork : []).Select(p => (gke.NetworkProject, p)));
        needs.AddRange((hasRecords ? s_records : []).Select(p => (gke.Project, p)));
        needs.AddRange((hasZones ? s_zones : []).Select(p => (gke.Project, p)));
        var problems = new List<string>();
        foreach (var project in needs.GroupBy(n => n.Project, n => n.Permission))
        {
            var granted = await gke.Cloud.ResourceManager.TestIamPermissionsAsync(project.Key, [.. project], gke.Cancellation).ConfigureAwait(false);
            var missing = project.Except(granted, StringComparer.Ordinal).ToArray();
            if (missing.Length > 0)
            {
                problems.Add($"The caller lacks permissions on project '{project.Key}': {string.Join(", ", missing)}. They are in {string.Join(", ", missing.Select(RoleFor).Distinct())}.");
            }
        }

        return problems;
    }

    private static string RoleFor(string permission) => permission.Split('.') switch
    {
        ["compute", "firewalls", ..] or ["compute", "networks", "updatePolicy"] => "roles/compute.securityAdmin",
        ["compute", "subnetworks", "use"] => "roles/compute.networkUser",
        ["compute", ..] => "roles/compute.networkAdmin",
        ["container", ..] => "roles/container.admin",
        ["iam", "serviceAccounts", "actAs"] => "roles/iam.serviceAccountUser",
        ["iam", ..] => "roles/iam.serviceAccountAdmin",
        ["dns", ..] => "roles/dns.admin",
        _ => "roles/resourcemanager.projectIamAdmin",
    };
}

using MeshHost.Gcp;
using MeshHost.Gcp.Compute;

namespace MeshHost.Resources.Gke;

/// <summary>Asks Google everything that would stop the rollout later. Reads only.</summary>
internal sealed class PreflightChecks(GkeContext gke)
{
    /// <summary>What the caller needs, over all steps of the rollout and the tear-down.</summary>
    internal static readonly IReadOnlyList<string> Permissions =
    [
        "compute.networks.create", "compute.networks.delete", "compute.networks.updatePolicy",
        "compute.subnetworks.create", "compute.subnetworks.delete", "compute.subnetworks.use",
        "compute.routers.create", "compute.routers.update", "compute.routers.delete",
        "compute.firewalls.create", "compute.firewalls.update", "compute.firewalls.delete",
        "container.clusters.create", "container.clusters.get", "container.clusters.update", "container.clusters.delete",
        "iam.serviceAccounts.create", "iam.serviceAccounts.get", "iam.serviceAccounts.delete", "iam.serviceAccounts.actAs",
        "resourcemanager.projects.get", "resourcemanager.projects.getIamPolicy", "resourcemanager.projects.setIamPolicy",
    ];

    public async Task<IReadOnlyList<string>> RunAsync()
    {
        var problems = DeclarationRules.Problems(gke.Cluster.Name, gke.Options).ToList();
        if (await ProjectProblemAsync().ConfigureAwait(false) is { } project)
        {
            // Without the project, or the right to see it, every other answer would be the same refusal.
            return [.. problems, project];
        }

        Func<Task<IEnumerable<string>>>[] checks = [BillingAsync, ServicesAsync, PermissionsAsync, LocationAsync, VersionAsync, NetworkAsync, CallerAsync];
        var answers = await Task.WhenAll(checks.Select(GuardAsync)).ConfigureAwait(false);
        problems.AddRange(answers.SelectMany(a => a));
        return problems;
    }

    // A check that cannot be made is no problem by itself: the step that needs the same right or service will say so, or another check has.
    private static async Task<IEnumerable<string>> GuardAsync(Func<Task<IEnumerable<string>>> check)
    {
        try
        {
            return await check().ConfigureAwait(false);
        }
        catch (GoogleCloudException ex) when (ex.Kind is GoogleCloudErrorKind.ServiceDisabled or GoogleCloudErrorKind.PermissionDenied)
        {
            return [];
        }
        catch (GoogleCloudException ex)
        {
            return [ex.Message];
        }
    }

    private async Task<string?> ProjectProblemAsync()
    {
        try
        {
            var project = await gke.Cloud.ResourceManager.GetProjectAsync(gke.Project, gke.Cancellation).ConfigureAwait(false);
            return project switch
            {
                null => $"There is no project '{gke.Project}', or the caller may not see it. Check the parameter '{gke.Cluster.Project.Name}'.",
                { LifecycleState: not (null or "ACTIVE") } => $"The project '{gke.Project}' is {project.LifecycleState}. Use one that is active.",
                _ => null,
            };
        }
        catch (GoogleCloudException ex) when (ex.Kind == GoogleCloudErrorKind.ServiceDisabled)
        {
            // It is enabled with the other services.
            return null;
        }
        catch (GoogleCloudException ex) when (ex.Kind == GoogleCloudErrorKind.PermissionDenied)
        {
            // Google does not tell strangers which projects exist: a wrong id and a missing right look the same.
            return $"There is no project '{gke.Project}', or the caller may not see it. Check the parameter '{gke.Cluster.Project.Name}'. Google says: {ex.Detail}";
        }
        catch (GoogleCloudException ex) when (!ex.IsTransient)
        {
            return ex.Message;
        }
    }

    private async Task<IEnumerable<string>> BillingAsync()
    {
        var billing = await gke.Cloud.Billing.GetAsync(gke.Project, gke.Cancellation).ConfigureAwait(false);
        return billing is { BillingEnabled: not true }
            ? [$"Billing is off for project '{gke.Project}'. Link it to an open billing account."]
            : [];
    }

    private async Task<IEnumerable<string>> ServicesAsync()
    {
        var missing = await ServicesLifecycle.MissingAsync(gke).ConfigureAwait(false);
        if (missing.Count == 0)
        {
            return [];
        }

        const string Needed = "serviceusage.services.enable";
        var granted = await gke.Cloud.ResourceManager.TestIamPermissionsAsync(gke.Project, [Needed], gke.Cancellation).ConfigureAwait(false);
        return granted.Contains(Needed)
            ? []
            : [$"The project '{gke.Project}' lacks {string.Join(", ", missing)}, and the caller may not enable them. Have them enabled, or get roles/serviceusage.serviceUsageAdmin."];
    }

    private async Task<IEnumerable<string>> PermissionsAsync()
    {
        var granted = await gke.Cloud.ResourceManager.TestIamPermissionsAsync(gke.Project, Permissions, gke.Cancellation).ConfigureAwait(false);
        var missing = Permissions.Except(granted, StringComparer.Ordinal).ToArray();
        return missing.Length == 0
            ? []
            : [$"The caller lacks permissions on project '{gke.Project}': {string.Join(", ", missing)}. They are in roles/compute.networkAdmin, "
                + "roles/compute.securityAdmin, roles/container.admin, roles/iam.serviceAccountAdmin, roles/iam.serviceAccountUser and roles/resourcemanager.projectIamAdmin."];
    }

    private async Task<IEnumerable<string>> LocationAsync()
    {
        var options = gke.Options;
        var region = await gke.Cloud.Compute.GetRegionAsync(gke.Project, options.Region, gke.Cancellation).ConfigureAwait(false);
        if (region is null)
        {
            return [$"There is no region '{options.Region}'. Check WithLocation of cluster '{gke.Cluster.Name}'."];
        }

        var problems = new List<string>();
        var inRegion = (region.Zones ?? []).Select(z => z[(z.LastIndexOf('/') + 1)..]).ToArray();
        var zones = options.NodeZones.Count > 0 ? [.. options.NodeZones] : options.IsRegional ? inRegion.Take(3).ToArray() : [options.Location];
        foreach (var zone in zones.Where(z => inRegion.Length > 0 && !inRegion.Contains(z)))
        {
            problems.Add($"There is no zone '{zone}'. The zones of {options.Region} are {string.Join(", ", inRegion)}.");
        }

        if (problems.Count == 0 && zones.Length > 0)
        {
            problems.AddRange(await CapacityAsync(region, zones).ConfigureAwait(false));
        }

        return problems;
    }

    private async Task<IEnumerable<string>> CapacityAsync(Region region, string[] zones)
    {
        var problems = new List<string>();
        var needs = new Dictionary<string, double>();
        foreach (var pool in gke.Options.NodePools)
        {
            var machine = await gke.Cloud.Compute.GetMachineTypeAsync(gke.Project, zones[0], pool.MachineType, gke.Cancellation).ConfigureAwait(false);
            if (machine is null)
            {
                problems.Add($"The zone '{zones[0]}' has no machine type '{pool.MachineType}' (node pool '{pool.Name}'). Choose another.");
                continue;
            }

            var nodes = pool.NodeCount * zones.Length;
            QuotaNeeds.Add(needs, pool, nodes, machine.GuestCpus ?? 0);
        }

        // An existing cluster's nodes are in the quota's use already.
        if (await gke.Cloud.Container.GetClusterAsync(gke.ClusterName, gke.Cancellation).ConfigureAwait(false) is null)
        {
            problems.AddRange(QuotaNeeds.Problems(needs, region));
        }

        return problems;
    }

    private async Task<IEnumerable<string>> VersionAsync()
    {
        var config = await gke.Cloud.Container.GetServerConfigAsync(gke.Project, gke.Options.Location, gke.Cancellation).ConfigureAwait(false);
        var channel = config.Channels?.FirstOrDefault(c => c.Channel == gke.Options.ReleaseChannel);
        if (config.Channels is { Count: > 0 } && channel is null)
        {
            return [$"The release channel '{gke.Options.ReleaseChannel}' is not offered in {gke.Options.Location}: {string.Join(", ", config.Channels.Select(c => c.Channel))}."];
        }

        return gke.Options.Version is { } version && channel?.ValidVersions is { } valid && !valid.Any(v => v == version || v.StartsWith(version + ".", StringComparison.Ordinal) || v.StartsWith(version + "-", StringComparison.Ordinal))
            ? [$"The version '{version}' is not offered in channel '{gke.Options.ReleaseChannel}' of {gke.Options.Location}. Offered: {string.Join(", ", valid)}."]
            : [];
    }

    private async Task<IEnumerable<string>> NetworkAsync()
    {
        if (gke.Options.ExistingNetwork is not { } existing)
        {
            return [];
        }

        var subnetwork = await gke.Cloud.Compute.Subnetworks.GetAsync(gke.NetworkProject, gke.Region, existing.Subnetwork, gke.Cancellation).ConfigureAwait(false);
        if (subnetwork is null)
        {
            return [$"There is no subnetwork '{existing.Subnetwork}' in {gke.Options.Region} of project '{gke.NetworkProject}'. Check WithExistingNetwork."];
        }

        var problems = new List<string>();
        var ranges = (subnetwork.SecondaryIpRanges ?? []).Select(r => r.RangeName).ToArray();
        foreach (var name in new[] { existing.PodRangeName, existing.ServiceRangeName }.Where(n => !ranges.Contains(n)))
        {
            problems.Add($"The subnetwork '{existing.Subnetwork}' has no secondary range '{name}'. It has {(ranges.Length == 0 ? "none" : string.Join(", ", ranges))}.");
        }

        var all = await gke.Cloud.Compute.Subnetworks.AggregatedListAsync(gke.NetworkProject, null, gke.Cancellation).ConfigureAwait(false);
        foreach (var other in all.Where(s => s.Network?.EndsWith($"/networks/{existing.Network}", StringComparison.Ordinal) is true))
        {
            var taken = (other.SecondaryIpRanges ?? []).Select(r => r.IpCidrRange).Append(other.IpCidrRange).OfType<string>();
            problems.AddRange(taken.Where(r => CidrRange.Parse(r).Overlaps(gke.Options.ControlPlaneRange)).Select(r =>
                $"The range of the control plane {gke.Options.ControlPlaneRange} overlaps {r} of subnetwork '{other.Name}'. Choose another /28."));
        }

        return problems;
    }

    private async Task<IEnumerable<string>> CallerAsync() =>
        await EgressGuard.FindOutsiderAsync(gke).ConfigureAwait(false) is { } address
            ? [$"This machine reaches the internet from {address}, which is in none of the authorized networks of cluster '{gke.Cluster.Name}': it could not reach the control plane. "
                + $"Add WithAuthorizedNetwork(\"this-machine\", \"{address}/32\")."]
            : [];
}

using Aspire.Hosting.ApplicationModel;
using MeshHost.Gcp;
using MeshHost.Gcp.Dns;
using MeshHost.Lifecycle;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace MeshHost.Resources.Gke;

/// <summary>A public zone in Cloud DNS.</summary>
internal sealed partial class DnsZoneLifecycle : IResourceLifecycle<DnsZoneResource>
{
    public async Task<ResourcePlan> PlanAsync(DnsZoneResource resource, LifecycleContext context)
    {
        var (zone, _, _) = await ReadAsync(resource, context).ConfigureAwait(false);
        return zone is null && !resource.IsExisting ? ResourcePlan.Create($"managedZones/{resource.ZoneName}") : ResourcePlan.NoChanges;
    }

    public async Task ProvisionAsync(DnsZoneResource resource, LifecycleContext context)
    {
        var (zone, cloud, project) = await ReadAsync(resource, context).ConfigureAwait(false);
        if (zone is null)
        {
            if (resource.IsExisting)
            {
                throw new LifecycleException($"There is no DNS zone '{resource.ZoneName}' in project '{project}'. Create it, or declare it without existing: true.");
            }

            context.Report($"creating the DNS zone '{resource.ZoneName}'");
            zone = await cloud.Dns.CreateZoneAsync(project, new ManagedZone
            {
                Name = resource.ZoneName,
                DnsName = resource.DnsName,
                Description = Marker(resource),
                Visibility = "public",
                Labels = new Dictionary<string, string> { [GkeNames.ManagedByLabel] = GkeNames.ManagedByValue },
            }, context.CancellationToken).ConfigureAwait(false);
            var servers = string.Join(", ", zone.NameServers ?? []);
            Log.Delegate(context.Logger, resource.DnsName, servers);
        }

        if (!resource.IsExisting && zone.Description != Marker(resource))
        {
            throw new LifecycleException(
                $"The DNS zone '{resource.ZoneName}' exists in project '{project}' and is not ours (its description is '{zone.Description}'). "
                + "Use it with AddDnsZone(..., existing: true), or give ours another name.");
        }

        if (!string.Equals(zone.DnsName, resource.DnsName, StringComparison.OrdinalIgnoreCase))
        {
            throw new LifecycleException(
                $"The DNS zone '{resource.ZoneName}' of project '{project}' is for {zone.DnsName}, declared is {resource.DnsName}. A zone's domain cannot be changed: use another name.");
        }

        await context.SetPropertyAsync("nameServers", string.Join(", ", zone.NameServers ?? [])).ConfigureAwait(false);
        context.Report("");
    }

    public async Task<HealthCheckResult> CheckHealthAsync(DnsZoneResource resource, LifecycleContext context)
    {
        var (zone, _, project) = await ReadAsync(resource, context).ConfigureAwait(false);
        return zone is null
            ? HealthCheckResult.Unhealthy($"The DNS zone '{resource.ZoneName}' of project '{project}' does not exist. Provision it again.")
            : HealthCheckResult.Healthy();
    }

    public async Task DestroyAsync(DnsZoneResource resource, LifecycleContext context)
    {
        var (zone, cloud, project) = await ReadAsync(resource, context).ConfigureAwait(false);
        if (zone is null || resource.IsExisting)
        {
            return;
        }

        if (zone.Description != Marker(resource))
        {
            Log.LeftAlone(context.Logger, resource.ZoneName, zone.Description ?? "");
            return;
        }

        var others = (await cloud.Dns.ListRecordsAsync(project, resource.ZoneName, null, null, context.CancellationToken).ConfigureAwait(false))
            .Where(r => !(r.Type is "NS" or "SOA" && r.Name == resource.DnsName)).Select(r => $"{r.Type} {r.Name}").ToArray();
        if (others.Length > 0)
        {
            throw new LifecycleException(
                $"The DNS zone '{resource.ZoneName}' of project '{project}' still has records that are not ours: {string.Join(", ", others)}. Remove them, then run the tear-down again.");
        }

        await cloud.Dns.DeleteZoneAsync(project, resource.ZoneName, context.CancellationToken).ConfigureAwait(false);
    }

    private static string Marker(DnsZoneResource resource) => $"managed by meshhost: DNS zone '{resource.Name}'";

    private static async Task<(ManagedZone? Zone, GoogleCloud Cloud, string Project)> ReadAsync(DnsZoneResource resource, LifecycleContext context)
    {
        var cloud = context.Services.GetRequiredService<GoogleCloud>();
        var project = await resource.Project.GetValueAsync(context.CancellationToken).ConfigureAwait(false)
            ?? throw new LifecycleException($"The parameter '{resource.Project.Name}' has no value.");
        try
        {
            return (await cloud.Dns.GetZoneAsync(project, resource.ZoneName, context.CancellationToken).ConfigureAwait(false), cloud, project);
        }
        catch (GoogleCloudException ex) when (ex.Kind == GoogleCloudErrorKind.ServiceDisabled)
        {
            return (null, cloud, project);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Domain} answers only once its parent domain delegates it to {NameServers}")]
        public static partial void Delegate(ILogger logger, string domain, string nameServers);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The DNS zone '{Zone}' is left alone: it is not ours (description '{Description}')")]
        public static partial void LeftAlone(ILogger logger, string zone, string description);
    }
}

using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Gcp;
using MeshHost.Gcp.Dns;
using MeshHost.Lifecycle;
using MeshHost.Resources.PublicAccess;
using MeshHost.Resources.Targets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshHost.Resources.Gke;

/// <summary>
/// An A record. Record sets carry no mark, so a TXT record beside it says that it is ours; both are written in one atomic change.
/// </summary>
internal sealed class DnsRecordLifecycle : IResourceLifecycle<DnsRecordResource>
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan s_question = TimeSpan.FromSeconds(2);

    public async Task<ResourcePlan> PlanAsync(DnsRecordResource resource, LifecycleContext context)
    {
        Record record;
        try
        {
            record = await Record.ReadAsync(resource, context).ConfigureAwait(false);
        }
        catch (GoogleCloudException exception) when (exception.Kind is GoogleCloudErrorKind.ServiceDisabled)
        {
            // The services node enables the API first; where it is still off there is no record of ours.
            return ResourcePlan.Create($"rrsets/A {await resource.Host(context.CancellationToken).ConfigureAwait(false)}.");
        }

        if (record.Current is null)
        {
            return ResourcePlan.Create($"rrsets/A {record.Fqdn}");
        }

        if (record.IsForeign && resource.Cluster.Options.Adopt)
        {
            return new ResourcePlan([new PlannedChange(ChangeKind.Update, $"rrsets/A {record.Fqdn}", [new FieldChange("owner", "somebody else's", record.AdoptionMarker)])]);
        }

        string desired;
        try
        {
            desired = await resource.Address(context.CancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (!context.CancellationToken.IsCancellationRequested)
        {
            // The address comes from the cluster. Where there is none yet, what it will be is not known either.
            return ResourcePlan.NoChanges;
        }

        var changes = record.Compare(resource, desired);
        return changes.Count == 0 ? ResourcePlan.NoChanges : new ResourcePlan([new PlannedChange(ChangeKind.Update, $"rrsets/A {record.Fqdn}", changes)]);
    }

    public async Task ProvisionAsync(DnsRecordResource resource, LifecycleContext context)
    {
        var address = await resource.Address(context.CancellationToken).ConfigureAwait(false);
        var record = await Record.ReadAsync(resource, context).ConfigureAwait(false);
        if (record.IsForeign && !resource.Cluster.Options.Adopt)
        {
            throw new LifecycleException(
                $"The record A {record.Fqdn} in DNS zone '{record.Zone}' points to {string.Join(", ", record.Current!.Rrdatas ?? [])} and is not ours. "
                + "Remove it, use another name, or allow to use it with WithAdoption().");
        }

        if (record.IsForeign || record.Current is null || record.Compare(resource, address).Count > 0)
        {
            context.Report($"pointing {record.Fqdn} to {address}");
            await record.WriteAsync(resource, address, context.CancellationToken).ConfigureAwait(false);
        }

        await WaitUntilAnsweredAsync(record, address, context).ConfigureAwait(false);
        await context.SetPropertyAsync("host", record.Fqdn.TrimEnd('.')).ConfigureAwait(false);
        await context.SetPropertyAsync("address", address).ConfigureAwait(false);
        context.Report("");
    }

    public async Task<HealthCheckResult> CheckHealthAsync(DnsRecordResource resource, LifecycleContext context)
    {
        var record = await Record.ReadAsync(resource, context).ConfigureAwait(false);
        if (record.Current is null)
        {
            return HealthCheckResult.Unhealthy($"The record A {record.Fqdn} does not exist. Provision it again.");
        }

        var changes = record.Compare(resource, await resource.Address(context.CancellationToken).ConfigureAwait(false));
        return changes.Count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded($"The record A {record.Fqdn} was changed: "
                + string.Join("; ", changes.Select(c => $"{c.Path} is {c.Current}, declared {c.Desired}")) + ". Provision it again to correct that.");
    }

    public async Task DestroyAsync(DnsRecordResource resource, LifecycleContext context)
    {
        Record record;
        try
        {
            record = await Record.ReadAsync(resource, context).ConfigureAwait(false);
        }
        catch (LifecycleException)
        {
            // No zone, no record.
            return;
        }
        catch (GoogleCloudException ex) when (ex.Kind == GoogleCloudErrorKind.ServiceDisabled)
        {
            return;
        }

        if (record.IsMarked)
        {
            context.Report($"removing {(record.IsAdopted ? "our mark from" : "")} A {record.Fqdn}");
            await record.RemoveAsync(context.CancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The public zone that a name belongs to: the one that is named, or the one with the longest domain.</summary>
    internal static ManagedZone? FindZone(IEnumerable<ManagedZone> zones, string fqdn, string? zoneName) => zones
        .Where(z => (zoneName is null || z.Name == zoneName) && z.Visibility != "private" && z.DnsName is { } domain && IsIn(fqdn, domain))
        .MaxBy(z => z.DnsName!.Length);

    /// <summary>Tells whether a name is in a domain; both end with a dot.</summary>
    internal static bool IsIn(string fqdn, string domain) =>
        fqdn.Equals(domain, StringComparison.OrdinalIgnoreCase) || fqdn.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase);

    // Whoever asks too early for a certificate is refused, and a resolver that has asked too early remembers that there is no such name.
    private static async Task WaitUntilAnsweredAsync(Record record, string address, LifecycleContext context)
    {
        var server = await ServerAsync(record, context).ConfigureAwait(false);
        if (server is null)
        {
            return;
        }

        var started = context.Time.GetTimestamp();
        var last = "no answer";
        while (true)
        {
            using var question = new CancellationTokenSource(s_question, context.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, question.Token);
            try
            {
                var answers = await DnsQuery.AskAsync(server, record.Fqdn, DnsQuery.A, either.Token).ConfigureAwait(false);
                if (answers.Contains(address))
                {
                    return;
                }

                last = answers.Count == 0 ? "no such record" : string.Join(", ", answers);
            }
            catch (Exception ex) when (ex is SocketException or InvalidDataException or OperationCanceledException && !context.CancellationToken.IsCancellationRequested)
            {
                last = ex is OperationCanceledException ? "no answer" : ex.Message;
            }

            if (context.Time.GetElapsedTime(started) > s_patience)
            {
                throw new LifecycleException(
                    $"The record A {record.Fqdn} is in Cloud DNS, but the name server {server} does not answer with {address} (last: {last}). Check the zone's delegation and the firewall for DNS.")
                {
                    IsTransient = true,
                };
            }

            context.Report($"waiting until {server} answers {record.Fqdn} with {address} (now: {last})");
            await Task.Delay(record.Cloud.Connection.Options.PollInterval, context.Time, context.CancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<IPEndPoint?> ServerAsync(Record record, LifecycleContext context)
    {
        if (context.Services.GetService<TargetEnvironment>()?.DnsServer is { } server)
        {
            return server;
        }

        if (record.NameServers is not [var first, ..] || record.Cloud.Connection.Options.Endpoints.Dns.IsLoopback)
        {
            return null;
        }

        var addresses = await System.Net.Dns.GetHostAddressesAsync(first.TrimEnd('.'), AddressFamily.InterNetwork, context.CancellationToken).ConfigureAwait(false);
        return addresses is [var address, ..] ? new IPEndPoint(address, 53) : null;
    }

    /// <summary>The record as it is, and where.</summary>
    private sealed record Record(
        GoogleCloud Cloud, string Project, string Zone, IReadOnlyList<string> NameServers, string Fqdn, ResourceRecordSet? Current, ResourceRecordSet? Mark, string Marker,
        string AdoptionMarker)
    {
        /// <summary>Whether the record was made by us, or adopted.</summary>
        public bool IsMarked => HasMark(Marker) || IsAdopted;

        /// <summary>Whether the record is somebody else's, used by us.</summary>
        public bool IsAdopted => HasMark(AdoptionMarker);

        /// <summary>Whether somebody else has made the record, and we have not adopted it.</summary>
        public bool IsForeign => Current is not null && !IsMarked;

        public static async Task<Record> ReadAsync(DnsRecordResource resource, LifecycleContext context)
        {
            var cloud = context.Services.GetRequiredService<GoogleCloud>();
            var project = await GkeContext.ProjectOfAsync(resource.Cluster, context.CancellationToken).ConfigureAwait(false);
            var fqdn = (await resource.Host(context.CancellationToken).ConfigureAwait(false)).TrimEnd('.') + ".";
            var zones = await cloud.Dns.ListZonesAsync(project, null, context.CancellationToken).ConfigureAwait(false);
            var zone = FindZone(zones, fqdn, resource.ZoneName)
                ?? throw new LifecycleException(
                    $"Project '{project}' has no public DNS zone for {fqdn}. Add one with AddDnsZone, or create the zone of its domain and have the parent domain delegate to it.");
            var name = zone.Name!;
            var current = await cloud.Dns.ListRecordsAsync(project, name, fqdn, "A", context.CancellationToken).ConfigureAwait(false);
            var mark = await cloud.Dns.ListRecordsAsync(project, name, MarkName(fqdn), "TXT", context.CancellationToken).ConfigureAwait(false);
            return new Record(
                cloud, project, name, zone.NameServers ?? [], fqdn, current is [var a, ..] ? a : null, mark is [var t, ..] ? t : null,
                GkeNames.Marker(resource.Cluster.Name), GkeNames.AdoptionMarker(resource.Cluster.Name));
        }

        public IReadOnlyList<FieldChange> Compare(DnsRecordResource resource, string address)
        {
            var diff = new FieldDiff();
            diff.Set("rrdatas", Current?.Rrdatas, [address]);
            diff.Number("ttl", Current?.Ttl, resource.TimeToLive);
            return diff.Changes;
        }

        public Task WriteAsync(DnsRecordResource resource, string address, CancellationToken cancellationToken) => ChangeAsync(
            [Current, Mark],
            [
                new() { Name = Fqdn, Type = "A", Ttl = resource.TimeToLive, Rrdatas = [address] },
                new() { Name = MarkName(Fqdn), Type = "TXT", Ttl = resource.TimeToLive, Rrdatas = [$"\"{(IsForeign || IsAdopted ? AdoptionMarker : Marker)}\""] },
            ],
            cancellationToken);

        public Task RemoveAsync(CancellationToken cancellationToken) => ChangeAsync(IsAdopted ? [Mark] : [Current, Mark], null, cancellationToken);

        private bool HasMark(string text) => Mark?.Rrdatas?.Any(t => t.Trim('"') == text) is true;

        private static string MarkName(string fqdn) => "_meshhost." + fqdn;

        // Removals have to match what exists exactly: they are what was just read.
        private Task ChangeAsync(
            IReadOnlyList<ResourceRecordSet?> removals, IReadOnlyList<ResourceRecordSet>? additions, CancellationToken cancellationToken)
        {
            var deletions = removals.OfType<ResourceRecordSet>()
                .Select(r => new ResourceRecordSet { Name = r.Name, Type = r.Type, Ttl = r.Ttl, Rrdatas = r.Rrdatas }).ToArray();
            return Cloud.Dns.ChangeRecordsAsync(
                Project, Zone, new DnsChange { Additions = additions, Deletions = deletions.Length > 0 ? deletions : null }, cancellationToken);
        }
    }
}

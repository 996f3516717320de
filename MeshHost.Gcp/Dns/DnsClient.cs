using MeshHost.Gcp.Http;

namespace MeshHost.Gcp.Dns;

/// <summary>Cloud DNS: zones and their record sets.</summary>
public sealed class DnsClient
{
    private const string Zones = "dns/v1/projects/{project}/managedZones";
    private const string OneZone = Zones + "/{managedZone}";

    private readonly GoogleCloudConnection _connection;

    internal DnsClient(GoogleCloudConnection connection) => _connection = connection;

    /// <summary>Reads a zone.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="zone">Name of the zone.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The zone, or null if there is none.</returns>
    public Task<ManagedZone?> GetZoneAsync(string project, string zone, CancellationToken cancellationToken = default) =>
        _connection.FindAsync<ManagedZone>(Call(project, zone, "managedZones.get", "GET", OneZone), cancellationToken);

    /// <summary>Lists the zones of a project.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="dnsName">Domain with the dot at its end, or null for all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The zones.</returns>
    public Task<IReadOnlyList<ManagedZone>> ListZonesAsync(string project, string? dnsName = null, CancellationToken cancellationToken = default) =>
        Page.ListAsync<ManagedZone>(
            _connection,
            new ApiCall(new(GoogleApi.Dns, "dns.managedZones.list", "GET", Zones), $"DNS zones of project '{project}'", new KeyValuePair<string, string>("project", project))
            {
                Query = [new("dnsName", dnsName)],
            },
            "managedZones", cancellationToken);

    /// <summary>Creates a zone.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="zone">The zone.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The zone with its name servers.</returns>
    public Task<ManagedZone> CreateZoneAsync(string project, ManagedZone zone, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return _connection.SendAsync<ManagedZone>(
            new ApiCall(new(GoogleApi.Dns, "dns.managedZones.create", "POST", Zones),
                $"DNS zone '{zone.Name}' in project '{project}'", new KeyValuePair<string, string>("project", project))
            { Body = zone }, cancellationToken);
    }

    /// <summary>Deletes a zone, which must have no records but its NS and SOA.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="zone">Name of the zone.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>False if there was no such zone.</returns>
    public async Task<bool> DeleteZoneAsync(string project, string zone, CancellationToken cancellationToken = default)
    {
        try
        {
            await _connection.SendAsync<Empty?>(Call(project, zone, "managedZones.delete", "DELETE", OneZone), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (GoogleCloudException ex) when (ex.StatusCode == 404)
        {
            return false;
        }
    }

    /// <summary>Lists record sets of a zone.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="zone">Name of the zone.</param>
    /// <param name="name">Full name with the dot at its end, or null for all.</param>
    /// <param name="type">Type, or null for all; only together with a name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The record sets.</returns>
    public Task<IReadOnlyList<ResourceRecordSet>> ListRecordsAsync(
        string project, string zone, string? name = null, string? type = null, CancellationToken cancellationToken = default) =>
        Page.ListAsync<ResourceRecordSet>(
            _connection,
            Call(project, zone, "resourceRecordSets.list", "GET", OneZone + "/rrsets") with { Query = [new("name", name), new("type", type)] },
            "rrsets", cancellationToken);

    /// <summary>Changes record sets in one atomic step and waits until Google's servers have the change.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="zone">Name of the zone.</param>
    /// <param name="change">What to add and to remove.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <returns>The change, done.</returns>
    public async Task<DnsChange> ChangeRecordsAsync(string project, string zone, DnsChange change, CancellationToken cancellationToken = default)
    {
        var started = await _connection.SendAsync<DnsChange>(
            Call(project, zone, "changes.create", "POST", OneZone + "/changes") with { Body = change }, cancellationToken).ConfigureAwait(false);
        return await OperationPoller.PollAsync(
            _connection, "dns", $"DNS zone '{zone}'", started,
            c => new OperationReport(c.Id ?? "", "change", c.Status == "done" ? "DONE" : "PENDING", null, null),
            (c, ct) => GetChangeAsync(project, zone, c.Id ?? "", ct), null, cancellationToken).ConfigureAwait(false);
    }

    private static ApiCall Call(string project, string zone, string method, string httpMethod, string path) =>
        new(new(GoogleApi.Dns, "dns." + method, httpMethod, path), $"DNS zone '{zone}' in project '{project}'",
            new("project", project), new("managedZone", zone));

    private Task<DnsChange> GetChangeAsync(string project, string zone, string id, CancellationToken cancellationToken)
    {
        var call = Call(project, zone, "changes.get", "GET", OneZone + "/changes/{changeId}");
        return _connection.SendAsync<DnsChange>(call with { Path = [.. call.Path, new("changeId", id)], Quiet = true }, cancellationToken);
    }

    private sealed record Empty;
}

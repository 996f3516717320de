namespace Aspire.Hosting.ApplicationModel;

/// <summary>An A record in a Cloud DNS zone of a project.</summary>
/// <param name="name">Name of the node.</param>
/// <param name="cluster">The cluster whose project has the zone.</param>
/// <param name="host">Yields the host name, for example that of a parameter.</param>
/// <param name="address">Yields the address that the name is to have.</param>
public sealed class DnsRecordResource(
    string name, GkeClusterResource cluster, Func<CancellationToken, ValueTask<string>> host, Func<CancellationToken, ValueTask<string>> address)
    : Resource(name), IResourceWithWaitSupport
{
    /// <summary>Gets the cluster whose project has the zone.</summary>
    public GkeClusterResource Cluster { get; } = cluster;

    /// <summary>Gets what yields the host name.</summary>
    public Func<CancellationToken, ValueTask<string>> Host { get; } = host;

    /// <summary>Gets what yields the address.</summary>
    public Func<CancellationToken, ValueTask<string>> Address { get; } = address;

    /// <summary>Gets or sets the name of the zone, or <see langword="null"/> for the one of the project with the longest matching domain.</summary>
    public string? ZoneName { get; set; }

    /// <summary>Gets or sets the time to live in seconds.</summary>
    public int TimeToLive { get; set; } = 300;
}

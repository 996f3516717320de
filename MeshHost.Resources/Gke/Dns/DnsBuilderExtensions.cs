using Aspire.Hosting.ApplicationModel;
using MeshHost.Resources.Gke;

namespace Aspire.Hosting;

/// <summary>Adds Cloud DNS zones and records.</summary>
public static class DnsBuilderExtensions
{
    /// <summary>Adds a public Cloud DNS zone, which waits until the APIs of its project are enabled.</summary>
    /// <param name="builder">The application builder.</param>
    /// <param name="name">Name of the node and of the zone in Cloud DNS.</param>
    /// <param name="project">Parameter with the id of the project.</param>
    /// <param name="dnsName">Domain of the zone, for example <c>example.com</c>.</param>
    /// <param name="existing">True if the zone has to exist already; it is then never changed or deleted.</param>
    /// <returns>The builder of the zone.</returns>
    public static IResourceBuilder<DnsZoneResource> AddDnsZone(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, IResourceBuilder<ParameterResource> project, string dnsName, bool existing = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(project);
        ArgumentException.ThrowIfNullOrWhiteSpace(dnsName);
        GkeServices.AddTo(builder.Services);
        var zone = builder.AddResource(new DnsZoneResource(name, project.Resource, dnsName) { IsExisting = existing }).WithLifecycle(new DnsZoneLifecycle());
        foreach (var services in builder.Resources.OfType<GkeServicesResource>().Where(s => ReferenceEquals(s.Parent.Project, project.Resource)).ToArray())
        {
            zone.DependsOn(builder.CreateResourceBuilder(services));
        }

        return zone;
    }

    /// <summary>Adds an A record for a public name. It counts as ready once a name server answers with it.</summary>
    /// <param name="builder">The builder of the cluster whose project has the zone.</param>
    /// <param name="name">Name of the node.</param>
    /// <param name="host">Yields the host name.</param>
    /// <param name="address">Yields the address, asked for when everything that the record waits for is ready.</param>
    /// <returns>The builder of the record.</returns>
    public static IResourceBuilder<DnsRecordResource> AddDnsRecord(
        this IResourceBuilder<GkeClusterResource> builder,
        [ResourceName] string name,
        Func<CancellationToken, ValueTask<string>> host,
        Func<CancellationToken, ValueTask<string>> address)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(address);
        GkeServices.AddTo(builder.ApplicationBuilder.Services);
        return builder.ApplicationBuilder.AddResource(new DnsRecordResource(name, builder.Resource, host, address)).WithLifecycle(new DnsRecordLifecycle());
    }
}

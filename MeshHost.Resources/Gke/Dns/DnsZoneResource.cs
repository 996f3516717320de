namespace Aspire.Hosting.ApplicationModel;

/// <summary>A Cloud DNS zone.</summary>
/// <param name="name">Name of the node.</param>
/// <param name="project">Parameter with the project's id.</param>
/// <param name="dnsName">Domain of the zone, for example <c>example.com</c>.</param>
public sealed class DnsZoneResource(string name, ParameterResource project, string dnsName) : Resource(name), IResourceWithWaitSupport
{
    /// <summary>Gets the parameter with the project's id.</summary>
    public ParameterResource Project { get; } = project;

    /// <summary>Gets the domain of the zone, with the dot at its end.</summary>
    public string DnsName { get; } = dnsName.TrimEnd('.') + ".";

    /// <summary>Gets the zone's name in Cloud DNS.</summary>
    public string ZoneName => Name;

    /// <summary>Gets or sets a value indicating whether the zone has to exist already. It is then never changed or deleted.</summary>
    public bool IsExisting { get; set; }
}

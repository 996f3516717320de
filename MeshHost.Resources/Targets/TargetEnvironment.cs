using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace MeshHost.Resources.Targets;

/// <summary>What differs between targets outside the cluster itself: how the public world is reached and where charts come from.</summary>
/// <remarks>Empty for real targets. A target that emulates the world fills it before the first resource starts.</remarks>
public sealed class TargetEnvironment
{
    /// <summary>Gets or sets the folder URL below which each chart repository is served by its name, in place of the public ones.</summary>
    public Uri? ChartRepositoryBase { get; set; }

    /// <summary>
    /// Gets or sets a value indicating whether a chart repository may serve another version than the one asked for, because somebody replaced its charts.
    /// </summary>
    public bool AcceptAnyChartVersion { get; set; }

    /// <summary>Gets or sets the HTTP proxy through which public addresses are reached, or <see langword="null"/> for a direct connection.</summary>
    public Uri? PublicProxy { get; set; }

    /// <summary>Gets or sets the DNS server that answers for public names, or <see langword="null"/> for the system's.</summary>
    public IPEndPoint? DnsServer { get; set; }

    /// <summary>Gets or sets the address from which this machine appears in the target's public world, or <see langword="null"/> to find it out.</summary>
    public IPAddress? EgressAddress { get; set; }

    /// <summary>Gets the certificate authorities that are trusted for public endpoints besides the system's.</summary>
    public X509Certificate2Collection TrustedRoots { get; } = [];

    /// <summary>Gets or sets the base URL at which a browser on this machine reaches the public edge by host name, or <see langword="null"/>.</summary>
    public Uri? BrowserEdge { get; set; }
}

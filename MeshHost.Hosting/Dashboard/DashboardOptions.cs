using System.Net;
using Aspire.Hosting;
using MeshHost.Hosting.ResourceService;
using Microsoft.Extensions.Configuration;

namespace MeshHost.Hosting.Dashboard;

/// <summary>Whether there is a built-in dashboard, and where it listens.</summary>
/// <param name="IsEnabled">Whether the dashboard is started.</param>
/// <param name="Endpoint">The address to listen on: http or https; port 0 for a free one.</param>
/// <param name="CertificatePath">A PEM or PKCS#12 file for https; a certificate is made for the run when it is <see langword="null"/>.</param>
/// <param name="CertificateKeyPath">The PEM file of the key, when the certificate's file does not hold it.</param>
/// <param name="CertificatePassword">The password of a PKCS#12 file.</param>
internal sealed record DashboardOptions(
    bool IsEnabled,
    Uri Endpoint,
    string? CertificatePath,
    string? CertificateKeyPath,
    string? CertificatePassword)
{
    /// <summary>"off" turns the dashboard off.</summary>
    public const string ConfigurationKey = "MeshHost:Dashboard";

    private static readonly Uri s_default = new("http://127.0.0.1:0");

    public bool UseHttps => Endpoint.Scheme == Uri.UriSchemeHttps;

    /// <summary>Whether browsers of other machines may come in.</summary>
    public bool IsRemote => !Endpoint.IsLoopback;

    public IPAddress Address =>
        IPAddress.TryParse(Endpoint.Host.Trim('[', ']'), out var address) ? address : IPAddress.Loopback;

    /// <summary>Reads the configuration.</summary>
    /// <exception cref="DistributedApplicationException">A value cannot be used.</exception>
    public static DashboardOptions Read(IConfiguration configuration, DistributedApplicationOptions application)
    {
        var enabled = !application.DisableDashboard
            && !AspireDashboardOptions.IsAskedFor(configuration)
            && IsOn(configuration[ConfigurationKey] ?? configuration["dashboard"]);
        return new DashboardOptions(
            enabled,
            ReadEndpoint(configuration),
            configuration[ConfigurationKey + ":Certificate"],
            configuration[ConfigurationKey + ":CertificateKey"],
            configuration[ConfigurationKey + ":CertificatePassword"]);
    }

    private static bool IsOn(string? value) => value?.ToLowerInvariant() switch
    {
        null or "" or "on" or "true" => true,
        "off" or "false" => false,
        _ => throw new DistributedApplicationException($"'{ConfigurationKey}' is '{value}'. Set it to on or off."),
    };

    private static Uri ReadEndpoint(IConfiguration configuration)
    {
        if (configuration[ConfigurationKey + ":Url"] is not { Length: > 0 } url)
        {
            return s_default;
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out var endpoint) || !(endpoint.Scheme == Uri.UriSchemeHttp || endpoint.Scheme == Uri.UriSchemeHttps))
        {
            throw new DistributedApplicationException(
                $"'{ConfigurationKey}:Url' is '{url}'. Give it an address such as http://127.0.0.1:18888 or https://127.0.0.1:18888.");
        }

        var mayBeRemote = string.Equals(configuration[ConfigurationKey + ":AllowRemote"], "true", StringComparison.OrdinalIgnoreCase);
        return endpoint.IsLoopback || (mayBeRemote && endpoint.Scheme == Uri.UriSchemeHttps && IPAddress.TryParse(endpoint.Host.Trim('[', ']'), out _))
            ? endpoint
            : throw new DistributedApplicationException(
                $"'{ConfigurationKey}:Url' is '{url}'. The dashboard shows and controls the application: it listens on this machine alone unless "
                + $"'{ConfigurationKey}:AllowRemote' is true, and then only by https and on an address of this machine given in figures.");
    }
}
